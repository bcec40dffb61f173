// Opens a preview in Chromium, saves its source again and again, and waits until that is seen.
// Argument: a JSON file {modules, browser, flags, address, file, times}; writes JSON to stdout:
// {first, saves: [...]}, milliseconds from opening, or from a save, to the text on the screen.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const browser = await puppeteer.launch({
  executablePath: request.browser,
  headless: true,
  args: request.flags,
});

/** Wait until any frame of `page` shows `words`; return the milliseconds since `begun`. */
const shown = async (page, words, begun) => {
  while (performance.now() - begun < 30000) {
    for (const frame of page.frames()) {
      const there = await frame
        .evaluate((one) => document.body?.innerText.includes(one) ?? false, words)
        .catch(() => false); // it is being loaded again
      if (there) return performance.now() - begun;
    }
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error(`nothing shows “${words}”`);
};

try {
  const page = await browser.newPage();
  const text = fs.readFileSync(request.file, 'utf8');
  const begun = performance.now();
  await page.goto(request.address, { waitUntil: 'commit' }).catch(() => page.goto(request.address));
  const first = await shown(page, request.words, begun);
  await new Promise((done) => setTimeout(done, 2000));
  const saves = [];
  for (let number = 0; number < request.times; number++) {
    const words = `Save number ${number}.`;
    const saved = performance.now();
    fs.writeFileSync(request.file, `${text}\n\n${words}\n`);
    saves.push(await shown(page, words, saved));
    await new Promise((done) => setTimeout(done, 1500));
  }
  console.log(JSON.stringify({ first, saves }));
} finally {
  await browser.close();
}
