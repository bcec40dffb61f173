// Uses the player of a page as readers do, in one browser, and writes what it did to stdout as JSON:
// {scenario: result}. Argument: a JSON file {modules, browser, flags, folder, page, next, rounds};
// `page` is a page in `folder`, with chapters, notes and a table; `next` one with another after it;
// `rounds` is how many places of the sound are looked at, at each of two speeds.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.m4a': 'audio/mp4',
  '.vtt': 'text/vtt', '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp', '.avif': 'image/avif',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};
const OTHER = `<!DOCTYPE html><html lang="en"><title>Another site</title><link rel="icon" href="data:,">
<script src="/${path.dirname(request.page)}/embed.js" defer></script>
<publish-player src="/${path.dirname(request.page)}/"><a href="/${request.page}">Listen to it</a></publish-player>`;
const server = http.createServer((asked, answer) => {
  const name = decodeURIComponent(new URL(asked.url, 'http://host').pathname);
  if (name === '/other.html') return answer.writeHead(200, { 'content-type': 'text/html' }).end(OTHER);
  const file = path.join(request.folder, name);
  if (!fs.existsSync(file) || fs.statSync(file).isDirectory()) return answer.writeHead(404).end();
  const content = fs.readFileSync(file);
  const headers = { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'accept-ranges': 'bytes' };
  const range = /bytes=(\d+)-(\d*)/.exec(asked.headers.range ?? '');
  if (!range) return answer.writeHead(200, { ...headers, 'content-length': content.length }).end(content);
  const [begin, end] = [Number(range[1]), range[2] ? Number(range[2]) : content.length - 1];
  answer.writeHead(206, { ...headers, 'content-range': `bytes ${begin}-${end}/${content.length}`, 'content-length': end - begin + 1 });
  answer.end(content.subarray(begin, end + 1));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}/`;
const address = base + request.page;

const browser = await puppeteer.launch({
  executablePath: request.browser, headless: true,
  protocolTimeout: 600000,
  args: [...request.flags, '--mute-audio', '--force-renderer-accessibility'],
});
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** The place of a page that has been scrolled from `before`, once it moves no more. */
async function rested(page, before) {
  let place = before;
  for (let count = 0; count < 100; count += 1) {
    await wait(200);
    const now = await page.evaluate(() => scrollY);
    if (now === place && now !== before) break;
    place = now;
  }
  return place;
}
const problems = [];

// A page of its own for each scenario, with nothing remembered.
const opened = async (where = address, { width = 1000, height = 700, features = [], before, context } = {}) => {
  const own = context ?? await browser.createBrowserContext();
  const page = await own.newPage();
  page.setDefaultTimeout(120000);
  const place = where.slice(0, 60);
  page.on('console', (message) => problems.push(`${place}: ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`${place}: ${error.message}`));
  page.on('request', (asked) => {
    if (!/^(file:|data:)/.test(asked.url()) && !asked.url().startsWith(base)) problems.push(`request: ${asked.url()}`);
  });
  await page.setViewport({ width, height });
  if (features.length) await (await page.createCDPSession()).send('Emulation.setEmulatedMedia', { features });
  if (before) await page.evaluateOnNewDocument(before);
  await page.goto(where);
  return page;
};
const data = (page) => page.evaluate(() => JSON.parse(document.getElementById('player-data').textContent));
const sound = (page) => page.evaluate(() => {
  const audio = document.querySelector('audio');
  return { paused: audio.paused, time: audio.currentTime * 1000, rate: audio.playbackRate, pitch: audio.preservesPitch };
});
const speaking = (page) => page.evaluate(() => [...document.querySelectorAll('.speaking')].map(({ id }) => id));
const message = (page) => page.$eval('.player-message', (node) => node.textContent);
const seek = async (page, ms) => {
  await page.evaluate((to) => new Promise((done) => {
    const audio = document.querySelector('audio');
    audio.addEventListener('seeked', done, { once: true });
    audio.currentTime = to / 1000;
  }), ms);
};
// Wait until the sound stands at a place and its sentence is marked.
const stands = (page, ms) => page.waitForFunction((at) => {
  const { currentTime, seeking } = document.querySelector('audio');
  return !seeking && Math.abs(currentTime * 1000 - at) < 10 && document.querySelector('.speaking');
}, {}, ms);
const press = async (page, keys) => {
  for (const key of keys.split(' ')) await page.keyboard.press(key);
};
const focused = (page) => page.evaluate(() => {
  const node = document.activeElement;
  return node.id || node.getAttribute('aria-label') || (node.querySelector('.player-label') ?? node).textContent.trim();
});
const shut = (page) => page.browserContext().close();

const scenarios = {
  // What assistive technology gets of each control: role, name, value, states.
  async tree() {
    const page = await opened();
    await page.evaluate(() => document.fonts.ready);
    const session = await page.createCDPSession();
    const controls = async () => {
      const { root } = await session.send('DOM.getDocument');
      const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#player' });
      const { node } = await session.send('DOM.describeNode', { nodeId });
      const { nodes } = await session.send('Accessibility.queryAXTree', { backendNodeId: node.backendNodeId });
      const STATES = ['checked', 'expanded', 'focusable', 'pressed'];
      return nodes.filter(({ ignored, role }) => !ignored && !/StaticText|InlineTextBox|generic|none|paragraph|ListMarker/.test(role.value))
        .map(({ role, name, value, properties = [] }) => ({
          role: role.value, name: name?.value ?? '', value: value?.value,
          ...Object.fromEntries(properties.filter((one) => STATES.includes(one.name)).map((one) => [one.name, one.value.value])),
        }));
    };
    const resting = await controls();
    await page.click('.player-play');
    await wait(300);
    const docked = await controls();
    await page.click('.player-settings');
    const settings = await controls();
    await page.click('.player-chapters');
    const chapters = await controls();
    await shut(page);
    return { resting, docked, settings, chapters };
  },

  // The tab key from the top; all of it without a mouse.
  async keyboard() {
    const page = await opened();
    const { elements, chapters } = await data(page);
    const stops = [];
    for (let count = 0; count < 40; count += 1) {
      await press(page, 'Tab');
      if (!(await page.evaluate(() => document.getElementById('player').contains(document.activeElement)))) {
        if (stops.length) break;
      } else stops.push(await focused(page));
    }
    const sentences = await page.evaluate(() => document.querySelectorAll('main .s[tabindex]').length);
    await page.focus('.player-play');
    await press(page, 'Enter');
    await wait(400);
    const playing = await sound(page);
    const docked = [];
    for (let count = 0; count < 9; count += 1) {
      await press(page, 'Tab');
      docked.push(await focused(page));
    }
    await page.focus('.player-play');
    await press(page, 'k');
    const at = async (keys) => {
      await press(page, keys);
      await wait(150);
      return Math.round((await sound(page)).time);
    };
    await seek(page, elements[6][1] + 100);
    const moves = {
      next: (await at('n')) - elements[7][1], previous: (await at('p p')) - elements[5][1],
      forward: (await at('l')) - elements[5][1] - 15000, back: (await at('j')) - elements[5][1],
    };
    await page.keyboard.down('Shift');
    moves.chapter = (await at('n')) - chapters.filter(({ begin, listed }) => listed !== false && begin > elements[5][1])[0].begin;
    await page.keyboard.up('Shift');
    await page.focus('.player-position');
    const before = (await sound(page)).time;
    moves.slider = Math.round((await at('ArrowRight')) - before - 5000);
    moves.text = await page.$eval('.player-position', (bar) => bar.getAttribute('aria-valuetext'));
    await page.focus('.player-settings');
    await press(page, 'Enter');
    const open = await page.$eval('.player-panel-settings', (panel) => !panel.hidden);
    await press(page, 'Tab Escape');
    const closed = [await page.$eval('.player-panel-settings', (panel) => panel.hidden), await focused(page)];
    await page.evaluate(() => document.activeElement.blur());
    const outside = await at('k n');
    const still = [(await sound(page)).paused, outside === Math.round((await sound(page)).time)];
    await shut(page);
    return { stops, sentences, playing, docked, moves, open, closed, still };
  },

  // The switch that makes sentences buttons: one stop of the tab key.
  async picking() {
    const page = await opened();
    const { elements } = await data(page);
    await page.focus('.player-play');
    await press(page, 's');
    const stops = await page.evaluate(() => document.querySelectorAll('main .s[tabindex="0"]').length);
    await page.$eval('main .s[tabindex="0"]', (node) => node.focus());
    const first = await focused(page);
    await press(page, 'ArrowDown ArrowDown');
    const third = await focused(page);
    await press(page, 'Enter');
    await wait(500);
    const state = await sound(page);
    const begin = elements.find(([id]) => id === third)[1];
    const role = await page.evaluate(() => document.activeElement.getAttribute('role'));
    await press(page, 'Escape');
    const back = await focused(page);
    await press(page, 's');
    const left = await page.evaluate(() => document.querySelectorAll('main .s[tabindex], main .s[role]').length);
    await shut(page);
    return { stops, moved: first !== third, late: state.time - begin, paused: state.paused, role, back, left };
  },

  // The marked element is that of the timeline: at many places of the whole sound, and at changes.
  async step() {
    const page = await opened();
    const { elements, duration } = await data(page);
    await page.click('.player-play');
    await wait(200);
    const result = await page.evaluate(async (all, length, rounds) => {
      const audio = document.querySelector('audio');
      const speeds = document.querySelector('.player-speed');
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const held = (ms) => all.findLast(([, begin]) => begin <= ms)?.[0];
      let seed = 7;
      const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
      let [samples, worst, wrong, changes] = [0, 0, 0, 0];
      const look = () => {
        const ms = audio.currentTime * 1000;
        const id = document.querySelector('.speaking')?.id ?? '';
        samples += 1;
        const right = all.filter(([, begin, end]) => begin <= ms && ms < end).map(([own]) => own);
        if (right.includes(id) || id === held(ms)) return;
        // How far the time is from the element that is marked.
        const near = all.filter(([own]) => own === id).map(([, begin, end]) => Math.max(begin - ms, ms - end, 0));
        worst = Math.max(worst, near.length ? Math.min(...near) / audio.playbackRate : Infinity);
        wrong += 1;
      };
      for (const speed of ['1', '3']) {
        speeds.value = speed;
        speeds.dispatchEvent(new Event('change'));
        for (let round = 0; round < rounds; round += 1) {
          // Just before a change, so that it is seen.
          const [, begin] = all[1 + Math.floor(chance() * (all.length - 1))];
          const seeked = new Promise((done) => audio.addEventListener('seeked', done, { once: true }));
          audio.currentTime = Math.max(begin - 120, 0) / 1000;
          await seeked;
          await frame();
          await frame();
          const until = performance.now() + 260;
          let last = '';
          while (performance.now() < until) {
            await frame();
            look();
            const id = document.querySelector('.speaking')?.id;
            if (last && id !== last) changes += 1;
            last = id;
          }
        }
      }
      return { samples, worst, wrong, changes, length };
    }, elements, duration, request.rounds);
    await shut(page);
    return result;
  },

  // A click plays; a link, a selection and a second click keep their meaning.
  async clicks() {
    const page = await opened();
    const { elements } = await data(page);
    const first = await page.evaluate((all) => all.map(([id]) => id)
      .filter((id) => document.querySelector(`p > [id="${id}"].s`) && !document.getElementById(id).querySelector('a'))[3], elements);
    const point = async (id) => page.evaluate((own) => {
      const node = document.getElementById(own);
      node.scrollIntoView({ block: 'center', behavior: 'instant' });
      const [box] = node.getClientRects();
      return [box.left + Math.min(40, box.width / 2), box.top + box.height / 2];
    }, id);
    const [x, y] = await point(first);
    await page.mouse.click(x, y, { count: 2 });
    await wait(500);
    const doubled = (await sound(page)).paused;
    await page.mouse.click(x, y);
    await wait(400);
    const deselected = (await sound(page)).paused;
    await page.mouse.click(x, y);
    await wait(700);
    const played = { ...(await sound(page)), speaking: await speaking(page), begin: elements.find(([id]) => id === first)[1] };
    await page.click('.player-play');
    await wait(50);
    const before = (await sound(page)).time;
    const link = await page.evaluate(() => {
      const node = document.querySelector('main .s a[href^="#"], main sup a');
      node?.scrollIntoView({ block: 'center', behavior: 'instant' });
      node?.click();
      return Boolean(node);
    });
    await wait(500);
    const kept = (await sound(page)).time === before;
    await shut(page);
    return { first, doubled, deselected, played, link, kept };
  },

  // It follows; the reader's wheel ends that, a button takes it back; with less motion it jumps.
  async following() {
    const results = {};
    for (const motion of ['no-preference', 'reduce']) {
      const page = await opened(address, {
        height: 500, features: [{ name: 'prefers-reduced-motion', value: motion }],
        before: () => {
          window.scrolls = [];
          const own = Element.prototype.scrollIntoView;
          Element.prototype.scrollIntoView = function (how) {
            window.scrolls.push(how.behavior ?? 'panel');
            own.call(this, how);
          };
        },
      });
      const { elements } = await data(page);
      await page.click('.player-play');
      await wait(300);
      const inSight = () => page.evaluate(() => {
        const { top, bottom } = document.querySelector('.speaking').getBoundingClientRect();
        return top >= 0 && bottom <= document.querySelector('.player-card').getBoundingClientRect().top;
      });
      const far = elements.findLastIndex(([id], place) => place < elements.length * 0.7 && /-s\d+$/.test(id));
      await seek(page, elements[far][1]);
      await wait(1600);
      const followed = await inSight();
      const hidden = await page.$eval('.player-take-back', (node) => node.hidden);
      await page.mouse.move(300, 200);
      const before = await page.evaluate(() => scrollY);
      await page.mouse.wheel({ deltaY: -900 });
      const place = await rested(page, before);
      await seek(page, elements[far + 2][1]);
      await wait(700);
      const stayed = Math.abs((await page.evaluate(() => scrollY)) - place) < 2;
      const shown = await page.$eval('.player-take-back', (node) => !node.hidden);
      await page.click('.player-take-back');
      await wait(1500);
      results[motion] = {
        followed, hidden, stayed, shown, back: await inSight(), focus: await focused(page),
        scrolls: await page.evaluate(() => [...new Set(window.scrolls)]),
      };
      await shut(page);
    }
    return results;
  },

  // Where a link, a chapter or a jump leads is in the free part of the window; only the reader's own
  // scrolling ends that. At the top nothing moves when the player leaves its place.
  async arriving() {
    const results = { places: {}, shifts: 0 };
    const { elements } = await data(await opened());
    const [id] = elements.findLast(([name], place) => place < elements.length * 0.6 && /-s\d+$/.test(name));
    const features = [{ name: 'prefers-reduced-motion', value: 'reduce' }];
    for (const [name, hash] of Object.entries({ top: '', sentence: `#${id}`, seconds: '#t=20.5' })) {
      const page = await opened(address + hash, { width: 390, height: 600, features });
      await wait(300);
      const look = async (step) => {
        await wait(400);
        results.places[`${name} ${step}`] = await page.evaluate(() => {
          const { top, bottom } = document.querySelector('.speaking').getBoundingClientRect();
          const free = document.querySelector('.player-card').getBoundingClientRect().top;
          return top >= 0 && bottom <= free && document.querySelector('.player-take-back').hidden;
        });
      };
      const click = (selector) => page.$eval(selector, (node) => node.click());
      await page.evaluate(() => {
        window.shifts = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.shifts += value; }))
          .observe({ type: 'layout-shift' });
      });
      const rest = await page.$eval('#player', (node) => node.offsetHeight);
      await click('.player-play');
      await look('play');
      if (!hash) {
        results.shifts = await page.evaluate(() => window.shifts);
        results.spot = await page.$eval('.player-spot', (node, high) => [node.offsetHeight === high, node.innerText], rest);
      }
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await click('.player-forward');
      await look('jump');
      await click('.player-chapters');
      await click('.player-panel-chapters li:nth-last-child(2) a');
      await look('chapter');
      await shut(page);
    }
    return results;
  },

  // On a first visit the text has the fonts of the theme, or those of the device if these come late; it doesn't move.
  async faces() {
    const result = {};
    for (const [name, delay] of [['soon', 0], ['late', 4000]]) {
      const page = await opened('about:blank');
      await page.setRequestInterception(true);
      page.on('request', async (asked) => {
        if (asked.url().endsWith('.woff2')) await wait(delay);
        asked.continue();
      });
      await page.evaluateOnNewDocument(() => {
        window.shifts = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.shifts += value; }))
          .observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(address, { waitUntil: 'domcontentloaded' });
      await wait(2000); // the patience of the page is one second, that of "late" four
      const shown = await page.evaluate(() => getComputedStyle(document.querySelector('main p .s')).visibility);
      await page.evaluate(() => document.fonts.ready);
      await wait(200);
      const session = await page.createCDPSession();
      await session.send('DOM.enable');
      await session.send('CSS.enable');
      const { root } = await session.send('DOM.getDocument');
      const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'main p .s' });
      const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
      result[name] = { fonts: fonts.map(({ familyName }) => familyName), shown, shifts: await page.evaluate(() => window.shifts) };
      await shut(page);
    }
    return result;
  },

  async remembering() {
    const page = await opened();
    const { duration } = await data(page);
    await page.click('.player-play');
    await seek(page, duration * 0.5);
    await wait(200);
    await page.select('.player-speed', '1.5');
    await page.click('.player-play');
    await wait(100);
    await page.reload();
    const offered = await page.$eval('.player-resume', (node) => (node.hidden ? '' : node.textContent));
    const before = await sound(page);
    await page.click('.player-resume');
    await wait(500);
    const after = await sound(page);
    await shut(page);
    return { offered, half: duration * 0.5, before, after };
  },

  async skipping() {
    const page = await opened();
    const { skips } = await data(page);
    const results = {};
    await page.click('.player-settings');
    for (const [kind, times] of Object.entries(skips)) {
      const box = await page.evaluateHandle((name) => {
        const { labels } = JSON.parse(document.getElementById('player-data').textContent);
        const all = [...document.querySelectorAll('.player-panel label')];
        return all.find((label) => label.textContent === labels[`skip_${name}`])?.querySelector('input');
      }, kind);
      if (!times.length) {
        results[kind] = { shown: Boolean(await box.evaluate((node) => node)) };
        continue;
      }
      await box.evaluate((node) => node.click());
      if ((await sound(page)).paused) await page.click('.player-play');
      const [begin, end] = times[0];
      await seek(page, Math.max(begin - 150, 0));
      await wait(600);
      const { time } = await sound(page);
      // What is chosen is played nevertheless.
      await page.evaluate((at) => { location.hash = `t=${at / 1000}`; }, begin + 50);
      await wait(300);
      const chosen = (await sound(page)).time;
      results[kind] = { begin, end, time, chosen };
    }
    await shut(page);
    return results;
  },

  // The clock is moved, not waited for.
  async sleeping() {
    const page = await opened(address, { before: () => {
      const own = Date.now;
      window.later = 0;
      Date.now = () => own() + window.later;
    } });
    const { chapters } = await data(page);
    await page.click('.player-play');
    await page.click('.player-settings');
    await page.select('.player-panel-settings select', '5');
    await page.evaluate(() => { window.later = 4 * 60000; });
    await wait(400);
    const early = (await sound(page)).paused;
    await page.evaluate(() => { window.later = 5 * 60000 + 100; });
    await wait(400);
    const minutes = { early, due: (await sound(page)).paused, message: await message(page) };
    const listed = chapters.filter((one) => one.listed !== false);
    await page.click('.player-play');
    await page.select('.player-panel-settings select', 'chapter');
    await seek(page, listed[1].begin - 400);
    await page.select('.player-panel-settings select', 'chapter');
    await page.$eval('.player-panel-settings select', (node) => node.dispatchEvent(new Event('change')));
    await wait(1200);
    const chapter = { ...(await sound(page)), end: listed[1].begin };
    await shut(page);
    return { minutes, chapter };
  },

  async linking() {
    const results = {};
    for (const [name, where] of Object.entries({ http: address, file: pathToFileURL(path.join(request.folder, request.page)).href })) {
      const page = await opened(`${where}#t=12.5`);
      const { elements } = await data(page);
      await stands(page, 12500);
      const seconds = { ...(await sound(page)), speaking: await speaking(page) };
      seconds.right = elements.findLast(([, begin]) => begin <= 12500)[0];
      await shut(page);
      const [id, begin] = elements[Math.floor(elements.length / 2)];
      const other = await opened(`${where}#${id}`, { before: () => {
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } });
      } });
      await stands(other, begin);
      const sentence = { ...(await sound(other)), speaking: await speaking(other), id, begin };
      await other.click('.player-settings');
      await other.click('.player-actions button');
      await other.waitForFunction(() => window.copied && document.querySelector('.player-message').textContent);
      const copied = await other.evaluate(() => window.copied);
      const told = await message(other);
      await other.click('.player-play');
      await other.waitForFunction((from) => document.querySelector('audio').currentTime * 1000 > from, {}, begin);
      const playing = await sound(other);
      await shut(other);
      results[name] = { seconds, sentence, copied, told, paused: playing.paused, late: playing.time - begin };
    }
    return results;
  },

  async failing() {
    const before = problems.length;
    const page = await opened(address, { before: () => {
      HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    } });
    await page.click('.player-play');
    await wait(100);
    const refused = await message(page);
    await shut(page);
    const other = await opened('about:blank');
    await other.setRequestInterception(true);
    other.on('request', (asked) => (asked.url().endsWith('.m4a') ? asked.respond({ status: 404 }) : asked.continue()));
    await other.goto(address);
    await other.waitForFunction(() => document.querySelector('.player-message').textContent);
    const missing = await message(other);
    await shut(other);
    problems.length = before; // the browser logs the 404 that this scenario makes
    return { refused, missing };
  },

  async colours() {
    const page = await opened(address, { features: [{ name: 'forced-colors', value: 'active' }] });
    await page.click('.player-play');
    await wait(300);
    const forced = await page.evaluate(() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      const system = document.createElement('p');
      system.setAttribute('id', 'system');
      document.body.append(system);
      system.style.setProperty('background-color', 'Highlight');
      system.style.setProperty('forced-color-adjust', 'none');
      return {
        speaking: style('.speaking').backgroundColor, highlight: getComputedStyle(system).backgroundColor,
        border: style('.player-play').borderTopWidth,
      };
    });
    const narrow = [];
    for (const [width, height] of [[320, 640], [320, 256], [1440, 900]]) {
      await page.setViewport({ width, height });
      await wait(100);
      narrow.push(await page.evaluate(() => {
        const card = document.querySelector('.player-card').getBoundingClientRect();
        const small = [...document.querySelectorAll('.player-card > div button, .player-card select')]
          .map((node) => node.getBoundingClientRect()).filter(({ width: wide, height: high }) => wide && (wide < 24 || high < 24));
        const out = [...document.querySelectorAll('.player-card button, .player-card select, .player-card input')]
          .map((node) => node.getBoundingClientRect()).filter(({ width: wide, right, left }) => wide && (right > innerWidth + 1 || left < -1));
        return { wide: document.documentElement.scrollWidth - innerWidth, high: card.height / innerHeight, small: small.length, out: out.length };
      }));
    }
    await shut(page);
    return { forced, narrow };
  },

  // Without scripts the browser's own controls and the chapters stay.
  async bare() {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(address);
    const own = await page.$eval('audio', (audio) => [audio.hasAttribute('controls'), audio.getBoundingClientRect().height > 20]);
    const chapters = await page.$$eval('#player .chapters a', (links) => links.length);
    await page.close();
    return { own, chapters };
  },

  async session() {
    const page = await opened();
    await page.click('.player-play');
    await wait(300);
    const metadata = await page.evaluate(() => {
      const { title, artist, album, artwork } = navigator.mediaSession.metadata;
      return { title, artist, album, artwork: artwork.length, state: navigator.mediaSession.playbackState };
    });
    await shut(page);
    return metadata;
  },

  // axe-core on the bar, the panels and sentences as buttons, by night, when colours are scarcest.
  async axe() {
    const page = await opened(address, { width: 320, features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
    await page.evaluate(fs.readFileSync(path.join(request.modules, '@daisy/axe-core-for-ace/axe.min.js'), 'utf8'));
    await page.click('.player-play');
    await wait(300);
    const found = {};
    for (const [name, act] of Object.entries({
      settings: () => page.click('.player-settings'),
      chapters: () => page.click('.player-chapters'),
      picking: () => press(page, 's c'),
    })) {
      await act();
      found[name] = await page.evaluate(async () => {
        const { violations } = await axe.run(document, { resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`);
      });
    }
    await shut(page);
    return found;
  },

  // In the page of another site: a frame without the text, as high as the player.
  async embedded() {
    const page = await opened('about:blank');
    const frame = async () => {
      const element = await page.waitForSelector('iframe');
      const inside = await element.contentFrame();
      await inside.waitForSelector('.player-play');
      await wait(500);
      return { element, inside };
    };
    await page.goto(`${base}other.html`);
    const { element, inside } = await frame();
    await inside.click('.player-play');
    await wait(700);
    const result = {
      title: await element.evaluate((node) => node.title),
      sandbox: await element.evaluate((node) => node.getAttribute('sandbox')),
      loading: await element.evaluate((node) => node.loading),
      fits: await inside.evaluate(() => document.documentElement.scrollHeight <= innerHeight),
      time: await inside.evaluate(() => document.querySelector('audio').currentTime * 1000),
      read: await inside.$eval('.player-read a', (node) => node.href === new URL(node.getAttribute('href'), location.href).href),
    };
    await shut(page);
    return result;
  },

  async words() {
    if (!request.next) return null;
    const page = await opened(base + request.next);
    await page.click('.player-play');
    const shown = await page.evaluate(async (wanted) => {
      const found = new Set();
      const audio = document.querySelector('audio');
      const until = performance.now() + 60000;
      while (performance.now() < until && !wanted.every((word) => found.has(word))) {
        await new Promise((done) => requestAnimationFrame(done));
        for (const range of CSS.highlights.get('speaking-word') ?? []) found.add(range.toString());
        if (audio.currentTime > 4) audio.currentTime = 0; // a busy machine draws few frames
      }
      return [...found];
    }, ['first', 'chapter', 'is']);
    await shut(page);
    return shown;
  },

  async onward() {
    if (!request.next) return null;
    const page = await opened(base + request.next);
    const { duration, next } = await data(page);
    await page.click('.player-play');
    await Promise.all([page.waitForNavigation(), page.evaluate((to) => { document.querySelector('audio').currentTime = to; }, duration / 1000 - 0.3)]);
    await wait(700);
    const result = { ...(await sound(page)), right: page.url() === new URL(next, base + request.next).href, message: await message(page) };
    await shut(page);
    return result;
  },
};

try {
  const found = {};
  for (const [name, run] of Object.entries(scenarios)) {
    if (request.only && !request.only.includes(name)) continue;
    try {
      found[name] = await run();
    } catch (error) {
      found[name] = { error: String(error.stack) };
    }
  }
  found.problems = problems;
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
  server.close();
}
