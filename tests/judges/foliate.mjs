// Opens a book in foliate-js, a reading system that runs in a browser, and uses it as a reader does:
// turns every page, follows every link of the lists, listens, and watches what is highlighted.
// Argument: a JSON file {modules, browser, flags, book, listen}; writes JSON to stdout.
// `listen` is how long the narration is heard, in ms.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const reader = path.join(request.modules, 'foliate-js');
const TYPES = { '.js': 'text/javascript', '.epub': 'application/epub+zip' };
const PAGE =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><style>html,body{margin:0;' +
  'height:100%}foliate-view{display:block;height:100%}</style><body></body>';

// What goes wrong anywhere, by its message.
const errors = [];

const server = http.createServer((asked, answer) => {
  const name = decodeURIComponent(new URL(asked.url, 'http://reader').pathname);
  if (name === '/') return answer.setHeader('content-type', 'text/html').end(PAGE);
  const file = name === '/book.epub' ? request.book : path.join(reader, path.normalize(name));
  if (!fs.existsSync(file)) {
    errors.push(`not found: ${name}`);
    return answer.writeHead(404).end();
  }
  answer.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  answer.end(fs.readFileSync(file));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));

const browser = await puppeteer.launch({
  executablePath: request.browser,
  headless: true,
  args: [...request.flags, '--autoplay-policy=no-user-gesture-required', '--mute-audio'],
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 900, height: 1200 });
  page.on('pageerror', (error) => errors.push(`error: ${error.message}`));
  page.on('console', (line) => line.type() === 'error' && errors.push(`console: ${line.text()}`));
  page.on('requestfailed', (one) => errors.push(`failed: ${one.url().slice(0, 120)}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const read = await page.evaluate(reading);
  const heard = read.overlays ? await page.evaluate(listening, request.listen) : null;
  console.log(JSON.stringify({ errors, ...read, heard }));
} finally {
  await browser.close();
  server.close();
}

// The rest runs in the browser.

async function reading() {
  await import('/view.js');
  const view = document.createElement('foliate-view');
  document.body.append(view);
  window.view = view;
  const documents = {};
  view.addEventListener('load', ({ detail: { doc, index } }) => {
    documents[index] = {
      title: doc.title,
      language: doc.documentElement.lang,
      pictures: [...doc.images].map((image) => image.complete && image.naturalWidth > 0),
    };
  });
  let place;
  let turned = () => {};
  view.addEventListener('relocate', ({ detail }) => {
    place = detail;
    turned();
  });
  await view.open('/book.epub');
  view.renderer.setAttribute('flow', 'paginated');
  view.renderer.setAttribute('max-column-count', '1');
  await view.goTo(0);

  let pages = 1;
  for (let last = ''; pages < 5000; pages++) {
    const next = new Promise((resolve) => {
      turned = resolve;
      setTimeout(resolve, 500);
    });
    await view.renderer.next();
    await next;
    if (place.cfi === last) break;
    last = place.cfi;
  }

  const lost = [];
  const follow = async (entries) => {
    for (const { href, subitems } of entries ?? []) {
      const found = view.book.resolveHref(href);
      const section = found && view.book.sections[found.index];
      const target = section && (await section.createDocument());
      if (!target || (href.includes('#') && !found.anchor(target))) lost.push(href);
      await follow(subitems);
    }
  };
  await follow(view.book.toc);
  await follow(view.book.pageList);
  const labels = (entries) =>
    (entries ?? []).flatMap(({ label, subitems }) => [label.trim(), ...labels(subitems)]);
  return {
    pages,
    fraction: place.fraction,
    documents: Object.values(documents),
    sections: view.book.sections.length,
    contents: labels(view.book.toc),
    page_list: labels(view.book.pageList),
    lost,
    overlays: view.book.sections.filter((section) => section.mediaOverlay).length,
  };
}

// Plays from the beginning of the longest document, four times as fast as it was spoken.
async function listening(milliseconds) {
  const { view } = window;
  const overlay = view.mediaOverlay;
  const size = (section) => (section.mediaOverlay ? section.size : 0);
  const sections = view.book.sections;
  const longest = sections.reduce((a, b, i) => (size(b) > size(sections[a]) ? i : a), 0);
  await view.goTo(longest);
  const said = [];
  const diagnostics = [];
  overlay.addEventListener('error', ({ detail }) => diagnostics.push(String(detail)));
  overlay.addEventListener('highlight', ({ detail }) => {
    const own = detail.text.split('#')[1];
    setTimeout(() => {
      const shown = view.renderer.getContents()[0]?.doc;
      const active = shown?.querySelector(`.${CSS.escape(view.book.media.activeClass)}`);
      const style = active && getComputedStyle(active);
      said.push({
        target: own,
        begin: detail.begin,
        active: active?.id ?? '',
        ground: style?.backgroundColor ?? '',
        ink: style?.color ?? '',
      });
    }, 30);
  });
  overlay.setRate(4);
  overlay.setVolume(0);
  await overlay.start(longest);
  await new Promise((done) => setTimeout(done, milliseconds));
  overlay.pause();
  return { said, diagnostics };
}
