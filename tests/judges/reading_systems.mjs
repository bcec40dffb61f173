// Opens books in reading systems that run in a browser, and measures each document as it is shown.
// Argument: a JSON file {modules, browser, flags, books, settings, pictures}; writes JSON to stdout,
// a list of {book, setting, document, faults, notes, figures, spoken}. A book is {file, folder,
// documents, narrated, notes, row}; a setting is {system, width, height, night, size}.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');
const measuring = fs.readFileSync(new URL('reading_measures.js', import.meta.url), 'utf8');
const TYPES = {
  '.js': 'text/javascript', '.html': 'text/html', '.epub': 'application/epub+zip',
  '.xhtml': 'application/xhtml+xml', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.mp3': 'audio/mpeg',
};
const STYLE = '<style>html,body{margin:0;height:100%}#view{width:100%;height:100vh;position:relative;' +
  'overflow:hidden}.readium-navigator-iframe{width:100%;height:100%;border:0;position:absolute}</style>';
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${STYLE}<div id="view"></div>`;

const server = http.createServer((asked, answer) => {
  const name = decodeURIComponent(new URL(asked.url, 'http://reader').pathname);
  const [, place, ...rest] = name.split('/');
  const send = (type, content) => answer.setHeader('content-type', type).end(content);
  if (name === '/page') return send('text/html', PAGE);
  const book = request.books[Number(rest[0]?.replace('.epub', ''))];
  const file = {
    modules: () => path.join(request.modules, ...rest),
    foliate: () => path.join(request.modules, 'foliate-js', ...rest),
    book: () => (rest.length === 1 ? book.file : path.join(book.folder, ...rest.slice(1))),
  }[place]?.();
  if (!file || !fs.existsSync(file)) return answer.writeHead(404).end();
  send(TYPES[path.extname(file)] ?? 'application/octet-stream', fs.readFileSync(file));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await puppeteer.launch({
  executablePath: request.browser, headless: true, args: request.flags,
});
const found = [];
try {
  for (const setting of request.settings) {
    for (const [place, book] of request.books.entries()) {
      const page = await browser.newPage();
      await page.setViewport({ width: setting.width, height: setting.height });
      await page.emulateMediaFeatures([
        // The other two reading systems have night themes of their own.
        { name: 'prefers-color-scheme', value: setting.night && setting.system === 'foliate' ? 'dark' : 'light' },
      ]);
      const address = setting.system === 'foliate' ? `/foliate/reader.html?url=/book/${place}.epub` : '/page';
      await page.goto(base + address);
      await page.evaluate(measuring);
      await page.evaluate((...all) => window.open_book(...all), setting, book, place);
      for (const document of book.documents) {
        const shown = await page.evaluate((...all) => window.measure(...all), setting, book, document);
        found.push({ book: book.file, setting, document, ...shown });
        if (request.pictures) {
          const name = [path.basename(book.file, '.epub'), path.basename(document, '.xhtml'), setting.system,
            setting.width, setting.night ? 'night' : 'day', setting.size].join('-');
          await page.screenshot({ path: path.join(request.pictures, `${name}.png`) });
        }
      }
      await page.close();
    }
  }
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
  server.close();
}
