// Takes the screenshots of screenshots.py in Chromium.
// Argument: a JSON file {modules, browser, flags, web, preview, desk, document, sheet, shots}.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const browser = await puppeteer.launch({
  executablePath: request.browser,
  headless: true,
  args: [...request.flags, '--mute-audio', '--hide-scrollbars'],
});
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const open = async (address, width, height) => {
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(60000);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(address, { waitUntil: 'load' });
  return page;
};
const take = async (page, name) => {
  await pause(400);
  await page.screenshot({ path: path.join(request.shots, `${name}.png`) });
};

/** Play the web edition from the first sentence of its first section, and stop there. */
const play = async (width, height) => {
  const page = await open(request.web, width, height);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await page.reload({ waitUntil: 'load' }); // fonts are optional: they are there the second time
  await page.click('.player-play');
  await page.waitForSelector('.speaking');
  await page.click('h2 + p .s');
  await page.waitForSelector('h2 + p .speaking');
  await page.$eval('audio', (sound) => sound.pause());
  return page;
};

try {
  const desktop = await play(1200, 760);
  await take(desktop, 'tour-web');
  await desktop.click('.player-chapters');
  await take(desktop, 'tour-chapters');
  await take(await play(405, 720), 'phone');

  const preview = await open(request.preview, 1200, 760);
  await preview.waitForSelector('#checks button');
  await pause(1000);
  await take(preview, 'tour-preview');

  const desk = await open(request.desk, 1000, 620);
  await desk.waitForNetworkIdle(); // the token of the address becomes a cookie, and the page is loaded again
  await take(desk, 'tour-desk');
  const chooser = await desk.waitForSelector('#document');
  await Promise.all([desk.waitForNavigation(), chooser.uploadFile(request.document)]);
  const follow = (selector) => Promise.all([desk.waitForNavigation(), desk.click(selector)]);
  await follow('main a.button.main');
  await follow('.next a');
  await desk.setViewport({ width: 1000, height: 720 });
  await desk.type('#picture-1-alt', 'Three hooded figures in a pine wood; one tightens a tourniquet.');
  await desk.$eval('#picture-1-alt', (field) => field.blur());
  await desk.waitForFunction(() => document.getElementById('saved').dataset.words === 'saved_all');
  await desk.$eval('#picture-1', (card) => card.scrollIntoView());
  await take(desk, 'tour-picture');
  await follow('.next a');
  await follow('.next a');
  await desk.$$eval('[name=voice]', (voices) => voices.at(-1).click());
  await desk.setViewport({ width: 1000, height: 580 });
  await desk.click('#build');
  await desk.waitForFunction(() => document.activeElement?.id === 'sheet' || !document.getElementById('build-error').hidden);
  await desk.waitForNetworkIdle();
  await desk.$eval('#sheet', (sheet) => scrollBy(0, sheet.getBoundingClientRect().top - 24));
  await take(desk, 'tour-editions');

  const sheet = await open(request.sheet, 1200, 1400);
  await sheet.evaluate(() => document.fonts.ready.then(() => true));
  await take(sheet, 'tour-batch');
} finally {
  await browser.close();
}
