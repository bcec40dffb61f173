// Uses the preview in Chromium as a person does, and opens hostile files in it.
// Argument: a JSON file {modules, browser, flags, address, file, changed, hostile, files, folder};
// writes JSON to stdout: what ran, went wrong, was asked of other hosts, and was seen.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const origin = new URL(request.address).origin;
const browser = await puppeteer.launch({
  executablePath: request.browser,
  headless: true,
  args: request.flags,
});
const ran = [];
const errors = [];
const elsewhere = [];
const seen = {};

const open = async () => {
  const page = await browser.newPage();
  page.on('console', (line) => {
    if (line.text() === 'RAN') ran.push(line.text());
    // what a policy refuses is told as an error: that is what it is for
    else if (line.type() === 'error' && !/Content Security|sandbox|blocked|refused/i.test(line.text())) {
      errors.push(line.text());
    }
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => {
    ran.push(dialog.message());
    dialog.dismiss();
  });
  // a request that a policy refuses fails without an error of the network: it isn't sent
  const sent = (one, failed) => {
    const address = one.url();
    if (/^https?:/.test(address) && !address.startsWith(origin) && !(failed && !one.failure())) {
      elsewhere.push(address);
    }
  };
  page.on('requestfailed', (one) => sent(one, true));
  page.on('requestfinished', (one) => sent(one, false));
  await page.setViewport({ width: 1200, height: 900 });
  return page;
};
const shown = (page, kind) => page.frames().find((one) => one.url().includes(`/${kind}/`));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (what, ms = 60000) => {
  for (const end = Date.now() + ms; Date.now() < end; await pause(20)) if (await what()) return true;
  return false;
};
const text = (page, selector) => page.$eval(selector, (one) => one.textContent).catch(() => '');

try {
  // a script that runs is seen
  const control = await open();
  await control.goto('data:text/html,<script>console.log("RAN")</script>');
  await until(() => ran.length);
  seen.control = ran.splice(0).length;

  const page = await open();
  await page.goto(request.address);
  await until(async () => (await text(page, '#checks-count')) && shown(page, 'web'));
  await until(() => shown(page, 'web').evaluate(() => document.readyState === 'complete'));
  const frame = shown(page, 'web');
  seen.title = await frame.title();
  seen.look = await frame.evaluate(() => getComputedStyle(document.querySelector('h1')).fontSize);
  seen.origin = await frame.evaluate(() => origin);

  // a save appears, at the place where one was
  await frame.evaluate(() => scrollTo(0, 700));
  await frame.evaluate(() => (document.querySelector('h1').kept = true));
  const before = await frame.evaluate(() => scrollY);
  fs.writeFileSync(request.file, request.changed);
  seen.appeared = await until(() => frame.evaluate(() => document.body.textContent.includes('A new end.')));
  seen.scrolled = (await frame.evaluate(() => scrollY)) - before;
  seen.kept = await frame.evaluate(() => document.querySelector('h1').kept === true);

  // by keyboard alone: to the place of a diagnostic, its correction, the other tabs
  await until(async () => (await page.$$('#checks button')).length);
  const press = async (label) => {
    await page.evaluate(() => document.activeElement.blur());
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? '');
      if (name.startsWith(label)) return page.keyboard.press('Enter');
    }
    errors.push(`no button ${label}`);
  };
  await press('Go to: ');
  seen.went = await until(() => frame.evaluate(() => document.activeElement !== document.body));
  seen.target = await frame.evaluate(() => document.activeElement.textContent.trim().slice(0, 30));
  await press('Fix: ');
  seen.corrected = await until(() => fs.readFileSync(request.file, 'utf8').includes('\n## Too deep'));
  await page.focus('#tab-web');
  await page.keyboard.press('ArrowRight');
  seen.tab = await page.evaluate(() => document.activeElement.id);
  seen.epub = await until(() => shown(page, 'epub')?.evaluate(() => !!document.querySelector('h1')));
  await page.close();

  // hostile documents: as a source, as files of the folder, and as files of a rendition
  const attacked = await open();
  await attacked.goto(`${origin}/preview/${request.hostile}`);
  await until(async () => (await text(attacked, '#checks-count')) && shown(attacked, 'web'));
  await pause(400);
  for (const link of (await shown(attacked, 'web')?.$$('main a')) ?? []) {
    await link.evaluate((one) => one.click()).catch(() => 0);
  }
  await pause(300);
  await attacked.click('#tab-epub');
  await pause(400);
  for (const name of request.files) {
    await attacked.goto(`${origin}/file/${name}`).catch(() => 0); // a download isn't shown
    await pause(150);
  }
  const view = await open();
  await view.goto(`${origin}/preview/${path.basename(request.file)}`);
  await until(() => shown(view, 'web'));
  for (const name of fs.readdirSync(request.folder)) {
    if (fs.readFileSync(path.join(request.folder, name)).includes('<html')) {
      fs.copyFileSync(path.join(path.dirname(request.file), 'evil.html'), path.join(request.folder, name));
    }
  }
  await view.reload();
  seen.planted = await until(() => shown(view, 'web')?.evaluate(() => !!document.getElementById('evil')));
  await pause(400);
  console.log(JSON.stringify({ ran, errors, elsewhere, seen }));
} finally {
  await browser.close();
}
