// Works at the desk as somebody who has only a keyboard: a Word file is chosen, completed, built and
// downloaded.  Prints a JSON object of what was met on the way: {pages, faults, file, said}.
// Argument: a JSON file {modules, browser, flags, axe, address, document, folder, shots}.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const axe = fs.readFileSync(request.axe, 'utf8');
const origin = new URL(request.address).origin;

const WIDTHS = [320, 390, 768, 1440];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NAMED = ['button', 'link', 'textbox', 'checkbox', 'radio', 'combobox', 'progressbar', 'Date'];

const faults = [];
const pages = [];
const browser = await puppeteer.launch({
  executablePath: request.browser,
  headless: true,
  args: request.flags,
});
const page = await browser.newPage();
page.setDefaultTimeout(120000);
page.on('console', (message) => {
  const expected = message.text().includes('409');
  if (message.type() === 'error' && !expected) faults.push(`console: ${message.text()}`);
});
page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
page.on('request', (sent) => {
  const url = sent.url();
  if (!url.startsWith(origin) && !url.startsWith('data:')) faults.push(`asked ${url}`);
});

const focused = () => page.evaluate(() => document.activeElement?.id ?? '');

/** Press Tab until `wanted`, a selector, has the focus: everything is reached in the order of the page. */
async function tabTo(wanted) {
  for (let count = 0; count < 200; count += 1) {
    if (await page.evaluate((one) => document.activeElement?.matches(one), wanted)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${wanted} can't be reached by Tab on ${page.url()}`);
}

async function follow(wanted) {
  await tabTo(wanted);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
}

/** Judge the page at all widths, by day and by night. */
async function judge(name) {
  pages.push(name);
  await page.evaluate(axe);
  for (const width of WIDTHS) {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.setViewport({ width, height: 800 });
      const [wide, found] = await page.evaluate(async (rules) => {
        const verdict = await axe.run(document, { runOnly: rules });
        const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        return [over, verdict.violations.map((one) => `${one.id} ${one.nodes[0].html}`)];
      }, RULES);
      if (wide > 0) faults.push(`${name} at ${width}: ${wide} pixels too wide`);
      faults.push(...found.map((one) => `${name} at ${width}, ${scheme}: ${one}`));
      if (request.shots) {
        const file = path.join(request.shots, `${name}-${width}-${scheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
      }
    }
  }
  const session = await page.createCDPSession();
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  for (const node of nodes) {
    if (!node.ignored && NAMED.includes(node.role?.value) && !node.name?.value?.trim()) {
      faults.push(`${name}: a ${node.role.value} without a name`);
    }
  }
  await page.setViewport({ width: 1024, height: 800 });
}

const settled = () => page.waitForFunction(() => document.getElementById('saved').dataset.words === 'saved_all');

try {
  await page.goto(request.address, { waitUntil: 'networkidle0' });
  await judge('start');
  await tabTo('#document');
  const choosing = async (timeout) =>
    (await Promise.all([page.waitForFileChooser({ timeout }), page.keyboard.press('Space')]))[0];
  // a busy browser may lose the first key, or tell nobody of its dialogue: one presses it again
  const chooser = await choosing(20_000).catch(() => choosing(60_000));
  const refusal = page.waitForFunction(() => document.getElementById('document-error')?.textContent, { timeout: 0 })
    .then((said) => said.jsonValue(), () => new Promise(() => {})); // the page was left
  const accepted = Promise.all([page.waitForNavigation(), chooser.accept([request.document])]);
  const refused = await Promise.race([accepted.then(() => ''), refusal]);
  if (refused) throw new Error(`the document was refused: ${refused}`);
  await judge('imported');

  await follow('main a.button.main');
  await judge('article');
  await tabTo('#title');
  await page.keyboard.press('End');
  await page.keyboard.type(' at night');
  await tabTo('#authors');
  await page.keyboard.press('End');
  await page.keyboard.type('\nMaksim Hryn');

  await follow('.next a');
  await judge('pictures');
  await tabTo('#picture-2-alt');
  await page.keyboard.type('Three lines cross in the middle of a map.');
  await tabTo('#picture-2-credit');
  await page.keyboard.type('Map: the depot');
  await tabTo('#picture-2-description');
  await page.keyboard.type('Line A goes from north to south.\n\nLines B and C leave it at the mill.');
  await tabTo('#picture-3-alt');
  await page.keyboard.type('A station clock shows ten past');
  // somebody else writes the same words in another page meanwhile
  await page.evaluate(async () => {
    const field = document.getElementById('picture-3-alt');
    const { place, field: name, number, picture, file } = field.dataset;
    const at = location.pathname.replace('/pictures/', '/change/');
    const change = { place, field: name, number: Number(number), picture, file, before: field.before, value: 'A clock.' };
    await serve.ask('POST', at, change);
  });
  await page.keyboard.type(' eleven.');
  await page.waitForSelector('.conflict');
  await judge('conflict');
  await tabTo('.conflict button');
  await page.keyboard.press('Enter');
  await settled();
  const complete = await page.$$eval('.card .state.good', (found) => found.length);
  if (complete !== 3) faults.push(`${complete} pictures are complete, not 3`);

  await follow('.next a');
  await judge('names');
  const heard = page.waitForResponse((answer) => answer.url().includes('/desk/sound/'));
  await tabTo('#name-0');
  await page.keyboard.type('WOOTS-ya');
  await tabTo('[data-voice=draft]');
  await page.keyboard.press('Enter');
  await tabTo('.next a'); // a person goes on while the sound is made
  const sound = await heard;
  if (!sound.ok() && sound.status() !== 206) faults.push(`the sound has status ${sound.status()}`);
  await settled();
  await page.waitForFunction(() => !document.querySelector('[data-say][aria-disabled]'));
  if (!(await page.evaluate(() => document.activeElement.matches('.next a')))) {
    faults.push('the sound took the focus');
  }

  await follow('.next a');
  await judge('editions');
  for (const one of ['#only-web', '#only-pdf-screen']) {
    await tabTo(one);
    await page.keyboard.press('Space');
  }
  await tabTo('[name=voice]:checked');
  await page.keyboard.press('ArrowUp'); // from the first to the last: no narration
  await page.evaluate(() => { // the first build can't begin, which a person hears elsewhere
    const own = window.fetch;
    window.fetch = async (address, ...rest) => {
      if (!String(address).includes('/desk/build/')) return own(address, ...rest);
      window.fetch = own;
      await new Promise((resolve) => setTimeout(resolve, 500));
      throw new TypeError('no answer');
    };
  });
  await tabTo('#build');
  await page.keyboard.press('Enter');
  await page.focus('nav.steps a');
  await page.waitForFunction(() => !document.getElementById('build-error').hidden);
  if (!(await page.evaluate(() => document.activeElement.matches('nav.steps a')))) {
    faults.push('a build that failed took the focus');
  }
  await tabTo('#build');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'sheet' || document.getElementById('build-error')?.hidden === false);
  const error = await page.$eval('#build-error', (one) => one.textContent);
  if (error) throw new Error(error);
  if ((await focused()) !== 'sheet') faults.push('the focus is not on the contact sheet');
  await judge('sheet');
  const kept = await page.$$eval('#build-form :checked', (all) => all.map((one) => one.id).join());
  if (kept !== 'only-epub,voice-none') faults.push(`what was built is not chosen again, but ${kept}`);

  const session = await browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: request.folder,
    eventsEnabled: true,
  });
  const loaded = new Promise((resolve) =>
    session.on('Browser.downloadProgress', ({ state }) => state !== 'inProgress' && resolve(state)));
  await tabTo('.sheet a.button');
  await page.keyboard.press('Enter');
  if ((await loaded) !== 'completed') faults.push('the EPUB was not downloaded');

  await follow('nav.steps a[href*=reports]');
  await judge('reports');
  await tabTo('[data-make=report]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#report-link a');
  await follow('#report-link a');
  const title = await page.title();
  if (!title) faults.push('the report has no title');
  console.log(JSON.stringify({ pages, faults, title }));
} catch (error) {
  faults.push(`${page.url()}: ${error.message}`);
  console.log(JSON.stringify({ pages, faults, title: '' }));
} finally {
  await browser.close();
}
