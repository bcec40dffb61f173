// Ace over many books with one browser. Ace takes its browser from a "runner" and opens and closes
// it for each book; here it gets a runner whose browser stays open until the last book.
// Argument: a JSON file {modules, browser, flags, books, folder}; writes folder/verdicts.json, one
// {report} or {error} for each book.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

async function main() {
  const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const load = createRequire(path.join(request.modules, 'index.js'));
  const puppeteer = load('puppeteer');
  const launch = puppeteer.launch.bind(puppeteer);
  puppeteer.launch = (options) =>
    launch({ ...options, executablePath: request.browser, args: [...options.args, ...request.flags] });

  const ace = load('@daisy/ace-core');
  load('@daisy/ace-logger').initLogger({ verbose: false, silent: true, fileName: 'ace.log' });
  const browser = load('@daisy/ace-axe-runner-puppeteer');
  const runner = { ...browser, launch: async () => {}, close: async () => {} };

  const verdicts = [];
  await browser.launch();
  try {
    for (const [number, book] of request.books.entries()) {
      const outdir = path.join(request.folder, `report-${number}`);
      const options = { cwd: request.folder, outdir, silent: true, lang: 'en' };
      try {
        const [, report] = await ace(book, options, runner);
        verdicts.push({ report });
      } catch (error) {
        verdicts.push({ error: String((error && error.stack) || error) });
      }
    }
  } finally {
    await browser.close();
  }
  fs.writeFileSync(path.join(request.folder, 'verdicts.json'), JSON.stringify(verdicts));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
