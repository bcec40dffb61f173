// Uses pages of the web edition as readers do. Argument: a JSON file {modules, browser, flags, axe,
// looks, article, search, words}: `looks` are [{address, windows: [[width, height]], state}], judged
// by axe where `axe` is set; `article` and `search` are addresses, `words` what is searched. Writes JSON.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const axe = fs.readFileSync(request.axe, 'utf8');
const KEY = 'publish:appearance';
const FEATURES = {
  day: {}, night: { 'prefers-color-scheme': 'dark' }, more: { 'prefers-contrast': 'more' },
  forced: { 'forced-colors': 'active', 'prefers-color-scheme': 'dark' },
  still: { 'prefers-reduced-motion': 'reduce' },
};
// What readers may choose: colours, and the spaces of WCAG 2.2, 1.4.12, with large letters.
const CHOSEN = {
  contrast: { colours: 'contrast' },
  spaced: { size: 2, leading: 1.5, gap: 2, letters: 0.12, words: 0.16, font: 'sans' },
};

const browser = await puppeteer.launch({
  executablePath: request.browser, headless: true, args: request.flags,
});
const errors = [];
const open = async (address, { state = 'day', width = 390, height = 844, refuse = false } = {}) => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(`${address}: ${error.message}`));
  page.on('console', (line) => ['error', 'warn'].includes(line.type()) && errors.push(`${address}: ${line.text()}`));
  page.on('request', (one) => /^(file|data|blob):/.test(one.url()) || errors.push(one.url()));
  await page.setViewport({ width, height });
  const session = await page.createCDPSession();
  const features = Object.entries(FEATURES[state] ?? {}).map(([name, value]) => ({ name, value }));
  await session.send('Emulation.setEmulatedMedia', { features });
  await page.evaluateOnNewDocument((key, chosen, refused) => {
    // The appearance at the moment when there is something to draw.
    new MutationObserver((_, watcher) => {
      if (!document.body) return;
      window.first = document.documentElement.dataset.colours ?? '';
      watcher.disconnect();
    }).observe(document, { childList: true, subtree: true });
    if (refused) Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused'); } });
    else if (chosen && !localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify(chosen));
  }, KEY, CHOSEN[state] ?? null, refuse);
  await page.goto(address);
  return page;
};
const close = (page) => page.browserContext().close();

const looked = [];
for (const look of request.looks) {
  const [[width, height]] = look.windows;
  const page = await open(look.address, { ...look, width, height });
  const wide = [];
  for (const [inner, outer] of look.windows) {
    await page.setViewport({ width: inner, height: outer });
    wide.push(...await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const out = [...document.querySelectorAll('body *')].filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return (right > clientWidth + 1 || left < -1) && !one.closest('.scrolls, .wide-formula, .skip');
      });
      return [`${clientWidth} < ${scrollWidth}: ${out.map((one) => one.outerHTML.slice(0, 60)).slice(0, 4)}`];
    }));
  }
  const measured = await page.evaluate(() => ({
    small: [...document.querySelectorAll('button, input:not([disabled], [type=radio]), summary, .masthead a, body > footer a')]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)
      .map((one) => one.outerHTML.slice(0, 80)),
    moving: document.getAnimations().filter((one) => !(one.timeline instanceof ScrollTimeline)).length,
    behaviour: getComputedStyle(document.documentElement).scrollBehavior,
    paper: getComputedStyle(document.body).backgroundColor,
  }));
  let broken = [];
  if (look.axe) {
    await page.evaluate(axe);
    broken = await page.evaluate(async () => {
      const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await window.axe.run(document, { runOnly, preload: false });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3)}`);
    });
  }
  looked.push({ ...look, wide, ...measured, broken });
  await close(page);
}

const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 60));
const opened = (page) => page.evaluate(() => document.querySelector('.sheet:is(:popover-open, [open])')?.innerText ?? '');
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const settings = async () => {
  const page = await open(request.article);
  const said = {};
  await page.focus('#appearance > button');
  await press(page, 'Enter');
  said.dialog = await opened(page);
  said.inside = await page.evaluate(() => document.querySelector('dialog').contains(document.activeElement));
  await press(page, 'Tab', 'ArrowDown', 'ArrowDown'); // as on the device, light, dark
  await press(page, 'Tab', 'Tab', 'ArrowRight'); // typeface, text size
  said.value = await page.evaluate(() => document.activeElement.getAttribute('aria-valuetext'));
  await press(page, 'Escape');
  said.closed = await opened(page);
  said.back = await focused(page);
  await page.reload();
  said.first = await page.evaluate(() => window.first);
  said.size = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  await page.focus('#appearance > button');
  await press(page, 'Enter');
  await page.focus('dialog form > .button');
  await press(page, 'Enter');
  said.reset = await page.evaluate(() => [document.documentElement.dataset.colours ?? '', document.documentElement.style.length]);
  await close(page);
  return said;
};
const notes = async () => {
  const page = await open(request.article, { width: 1280, state: 'still' });
  const said = {};
  await page.focus('a.noteref');
  await press(page, 'Enter');
  said.note = await opened(page);
  said.inside = await page.evaluate(() => document.querySelector('.note-popover').contains(document.activeElement));
  said.twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, place) => ids.indexOf(id) !== place);
  });
  const box = await page.$eval('.note-popover', (one) => one.getBoundingClientRect().toJSON());
  said.seen = box.left >= 0 && box.right <= 1280 && box.top >= 0 && box.bottom <= 844;
  await press(page, 'Escape');
  said.closed = await opened(page);
  said.back = await focused(page);
  await press(page, 'Enter');
  await page.focus('.to-list a');
  await press(page, 'Enter');
  said.list = await page.evaluate(() => [location.hash, document.querySelector(':target')?.id]);
  await close(page);
  return said;
};
const refusal = async () => {
  const page = await open(request.article, { refuse: true });
  await page.focus('#appearance > button');
  await press(page, 'Enter', 'Tab', 'ArrowDown');
  const colours = await page.evaluate(() => document.documentElement.dataset.colours);
  await close(page);
  return colours;
};
const search = async () => {
  const page = await open(request.search);
  const found = [];
  for (const words of request.words) {
    await page.$eval('main input[type=search]', (field) => { field.value = ''; });
    await page.type('main input[type=search]', words);
    await press(page, 'Enter');
    found.push(await page.evaluate(() => ({
      status: document.querySelector('[role=status]').textContent,
      links: [...document.querySelectorAll('.search-results a')].map((one) => [one.getAttribute('href'), one.textContent]),
      marks: [...document.querySelectorAll('mark')].map((one) => one.textContent),
    })));
  }
  await close(page);
  return found;
};
const printed = async () => {
  const page = await open(request.article);
  await page.emulateMediaType('print');
  const shown = await page.evaluate(() => ({
    controls: [...document.querySelectorAll('.masthead, .player, .skip, #appearance')].filter((one) => one.checkVisibility()).length,
    notes: document.querySelector('.notes').checkVisibility(),
    address: getComputedStyle(document.querySelector('main a[href^="http"]'), '::after').content,
    ink: getComputedStyle(document.body).color,
  }));
  await close(page);
  return shown;
};
const forced = async () => {
  const page = await open(request.article, { state: 'forced' });
  await page.focus('#appearance > button');
  await press(page, 'Enter', 'Tab');
  const shown = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement.closest('label'));
    return { outline: style.outlineStyle, width: parseFloat(style.outlineWidth) };
  });
  await close(page);
  return shown;
};

const found = {
  looked, settings: await settings(), notes: await notes(), refused: await refusal(),
  search: await search(), printed: await printed(), forced: await forced(), errors,
};
process.stdout.write(JSON.stringify(found));
await browser.close();
