// Reads pages as a reader sees them. Argument: a JSON file {modules, browser, flags, pages, ids}:
// addresses, and the ids whose words are wanted. Writes {id: words that are shown}, with alt texts of
// pictures and words of formulas where they stand.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const browser = await puppeteer.launch({
  executablePath: request.browser, headless: true, args: request.flags,
});
const found = {};
for (const address of request.pages) {
  const page = await browser.newPage();
  await page.goto(address);
  Object.assign(found, await page.evaluate((ids) => {
    const shown = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (node.nodeType !== Node.ELEMENT_NODE || !node.checkVisibility()) return '';
      if (['doc-noteref', 'doc-backlink'].includes(node.getAttribute('role'))) return '';
      if (node.localName === 'img') return node.complete && !node.naturalWidth ? '' : node.alt;
      if (node.localName === 'math') return node.getAttribute('alttext');
      return [...node.childNodes].map(shown).join('');
    };
    const here = ids.map((id) => [id, document.getElementById(id)]).filter(([, one]) => one);
    return Object.fromEntries(here.map(([id, one]) => [id, shown(one)]));
  }, request.ids));
  await page.close();
}
process.stdout.write(JSON.stringify(found));
await browser.close();
