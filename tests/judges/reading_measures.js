// Runs in the browser: opens a book in a reading system, and measures a document as it is shown.
'use strict';

const SLACK = 2; // px of rounding

const settled = async (milliseconds = 60) => {
  await new Promise((done) => setTimeout(done, milliseconds));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
};
const until = async (test, tries = 200) => {
  for (; tries; tries--) {
    const value = test();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`never: ${test}`);
};

// Each reading system: `open`, `go` to a document or to an element in it, and the `document` shown.
const SYSTEMS = {
  foliate: {
    async open({ size }, book, place) {
      this.view = await until(() => window.reader?.view?.renderer && window.reader.view);
      await until(() => this.view.lastLocation); // it turns to the first page by itself
      const resize = (doc) => {
        const style = doc.createElement('style');
        style.textContent = `html {font-size: ${size}%}`;
        doc.head.append(style);
      };
      this.view.addEventListener('load', ({ detail: { doc } }) => resize(doc));
      for (const { doc } of this.view.renderer.getContents()) resize(doc); // the first page is shown
    },
    async go(book, document, own) {
      const { index } = this.view.book.resolveHref(`${book.root}${document}`);
      for (let tries = 0; tries < 40; tries++) {
        await this.view.goTo(`${book.root}${document}${own ? `#${own}` : ''}`);
        if (this.view.renderer.getContents()[0]?.index === index) return;
        await settled(); // it still turns the first page
      }
      throw new Error(`never: ${document}`);
    },
    document() {
      return this.view.renderer.getContents()[0].doc;
    },
  },
  epubjs: {
    async open({ night, size }, book, place) {
      for (const file of ['jszip/dist/jszip.min.js', 'epubjs/dist/epub.min.js']) {
        const script = document.createElement('script');
        script.src = `/modules/${file}`;
        document.head.append(script);
        await new Promise((done) => script.addEventListener('load', done));
      }
      const opened = window.ePub(`/book/${place}.epub`);
      await opened.ready;
      this.rendition = opened.renderTo('view', { width: '100%', height: '100%', flow: 'paginated' });
      if (night) {
        const colours = { background: '#121212 !important', color: '#dddddd !important' };
        this.rendition.themes.default({ 'html, body': colours });
      }
      this.rendition.themes.fontSize(`${size}%`);
      await this.rendition.display();
    },
    async go(book, document, own) {
      await this.rendition.display(`${document}${own ? `#${own}` : ''}`);
    },
    document() {
      return this.rendition.getContents()[0].document;
    },
  },
  readium: {
    async open({ night, size }, book, place) {
      const shared = await import('/modules/@readium/shared/dist/index.js');
      const { EpubNavigator } = await import('/modules/@readium/navigator/dist/index.js');
      const folder = `${location.origin}/book/${place}/${book.root}`;
      const manifest = shared.Manifest.deserialize({
        metadata: { title: book.title, language: [book.language], layout: 'reflowable' },
        links: [{ rel: 'self', href: 'manifest.json', type: 'application/webpub+json' }],
        readingOrder: book.documents.map((href) => ({ href, type: 'application/xhtml+xml' })),
      });
      manifest.setSelfLink(`${folder}manifest.json`);
      const fetcher = new shared.HttpFetcher(undefined, folder);
      const publication = new shared.Publication({ manifest, fetcher });
      this.at = (href, own) => new shared.Locator({
        href, type: 'application/xhtml+xml',
        locations: new shared.LocatorLocations({
          fragments: own ? [own] : [], progression: own ? undefined : 0,
          position: 1 + book.documents.indexOf(href),
        }),
      });
      const listeners = Object.fromEntries(
        ['frameLoaded', 'positionChanged', 'tap', 'click', 'zoom', 'miscPointer', 'scroll', 'customEvent',
          'handleLocator', 'textSelected', 'contentProtection', 'contextMenu', 'peripheral']
          .map((name) => [name, () => false]));
      const preferences = { fontSize: size / 100 };
      if (night) {
        Object.assign(preferences, { backgroundColor: '#000000', textColor: '#fefefe', linkColor: '#63caff' });
      }
      this.navigator = new EpubNavigator(
        document.querySelector('#view'), publication, listeners,
        book.documents.map((href) => this.at(href)), undefined, { preferences, defaults: {} });
      await this.navigator.load();
    },
    go(book, document, own) {
      return new Promise((done) => this.navigator.go(this.at(document, own), false, done));
    },
    document() {
      const frames = [...document.querySelectorAll('iframe')];
      return frames.find((one) => getComputedStyle(one).visibility !== 'hidden').contentDocument;
    },
  },
};

window.open_book = async (setting, book, place) => {
  window.system = SYSTEMS[setting.system];
  await window.system.open(setting, book, place);
};

window.measure = async (setting, book, document) => {
  await window.system.go(book, document);
  await settled();
  const shown = window.system.document();
  // The colours of the night change no place.
  const places = setting.night ? [] : [outside, overlapping, broken];
  const faults = places.flatMap((measure) => measure(shown));
  const notes = (book.notes[document] ?? []).filter((own) => !visible(shown.getElementById(own)));
  faults.push(...notes.map((own) => `hidden note: ${own}`));
  const figures = [];
  for (const image of shown.images) figures.push(await figure(image, setting.night));
  faults.push(...figures.filter((one) => one.contrast < 3).map((one) => `lost figure: ${JSON.stringify(one)}`));
  const spoken = book.narrated[document] ?? [];
  faults.push(...highlight(shown, spoken, book.active, setting.night));
  if (book.row && shown.getElementById(book.row)) {
    let left, top, seen;
    for (let tries = 0; tries < 4 && !seen; tries++) {
      await window.system.go(book, document, book.row); // it may still turn the first page
      await settled(250);
      const row = window.system.document().getElementById(book.row);
      const frame = row.ownerDocument.defaultView.frameElement.getBoundingClientRect();
      const box = row.getClientRects()[0];
      [left, top] = [box.left + frame.left, box.top + frame.top];
      seen = left >= 0 && left < innerWidth - 20 && top >= 0 && top < innerHeight - 10;
    }
    if (!seen) faults.push(`row out of reach: ${Math.round(left)}, ${Math.round(top)}`);
  }
  return { faults, notes: (book.notes[document] ?? []).length, figures: figures.length, spoken: spoken.length };
};

const visible = (one) => Boolean(one?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
  [...one.getClientRects()].some((box) => box.width > 1 && box.height > 1));

// The columns of text: the pieces of what holds the text.
const columns = (shown) => {
  const around = [...(shown.querySelector('main') ? shown.querySelectorAll('main') : shown.body.children)];
  const boxes = around.flatMap((one) => [...one.getClientRects()]).filter((box) => box.width > 20);
  const found = new Map(boxes.map((box) => [Math.round(box.left), [box.left, box.right]]));
  return [...found.values()];
};

// The boxes of what is drawn: lines of text, pictures, formulas, tables; cut to what scrolls them.
const drawn = function* (shown) {
  const window_ = shown.defaultView;
  const frames = new Map();
  const frame = (one) => {
    if (!one || one === shown.body) return null;
    if (!frames.has(one)) {
      const { overflowX } = window_.getComputedStyle(one);
      frames.set(one, ['auto', 'scroll', 'hidden', 'clip'].includes(overflowX) && one.clientWidth > 1
        ? one : frame(one.parentElement));
    }
    return frames.get(one);
  };
  const inside = (boxes, scroller) => {
    if (!scroller) return boxes;
    const edge = scroller.getBoundingClientRect();
    return boxes.map((box) => new DOMRect(
      Math.max(box.left, edge.left), box.top,
      Math.min(box.right, edge.right) - Math.max(box.left, edge.left), box.height))
      .filter((box) => box.width > 1);
  };
  const texts = shown.createTreeWalker(shown.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    if (node.parentElement.closest('script, style, [hidden]')) continue;
    const range = shown.createRange();
    range.selectNodeContents(node);
    // A drop cap is placed by its ink: the box of its line is larger.
    if (node.parentElement.closest('.initial')) range.setStart(node, Math.min(1, node.length));
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    yield { node, words: node.data.trim().slice(0, 40), boxes: inside(boxes, frame(node.parentElement)) };
  }
  for (const one of shown.querySelectorAll('img, table, pre, .wide-table, .wide-formula')) {
    if (!one.checkVisibility()) continue;
    const boxes = [...one.getClientRects()].filter((box) => box.width > 1);
    yield { node: one, words: `<${one.localName}>`, boxes: inside(boxes, frame(one.parentElement)) };
  }
};

const outside = (shown) => {
  const places = columns(shown);
  const height = shown.defaultView.innerHeight;
  const faults = [];
  for (const { words, boxes } of drawn(shown)) {
    for (const box of boxes) {
      const held = places.some(([left, right]) => box.left >= left - SLACK && box.right <= right + SLACK);
      if (!held) faults.push(`outside its column: ${words} ${Math.round(box.left)}-${Math.round(box.right)}`);
      // The box of a line is higher than its letters.
      const rise = box.height < 0.3 * height ? 0.4 * box.height : 0;
      if (box.top < -SLACK - rise || box.bottom > height + SLACK + rise) {
        faults.push(`outside its page: ${words} ${Math.round(box.top)}-${Math.round(box.bottom)} of ${height}`);
      }
    }
  }
  for (const one of shown.querySelectorAll('body *')) {
    const { overflowY } = shown.defaultView.getComputedStyle(one);
    if (['auto', 'scroll', 'hidden'].includes(overflowY) && one.scrollHeight > one.clientHeight + 4 &&
        one.clientHeight > 1) {
      faults.push(`scrolls up and down: <${one.localName} class="${one.className}">`);
    }
  }
  return faults;
};

const overlapping = (shown) => {
  const lines = [];
  for (const { node, words, boxes } of drawn(shown)) {
    const around = node.parentElement;
    if (node.nodeType !== Node.TEXT_NODE || around.closest('math, sup, sub, .noteref, ruby, svg')) continue;
    for (const box of boxes) lines.push({ node, words, box });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  const faults = [];
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].box.top < one.box.bottom; next++) {
      const other = lines[next];
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      const least = Math.min(one.box.height, other.box.height);
      if (across > 2 && down > 0.5 * least) faults.push(`drawn over: ${one.words} | ${other.words}`);
    }
  });
  return faults;
};

// Words of headings that stand on more than one line.
const broken = (shown) => {
  const faults = [];
  for (const heading of shown.querySelectorAll('h1, h2, h3, h4, h5, h6, .subtitle')) {
    const texts = shown.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        const range = shown.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (tops.size > 1 && !/\p{Lo}/u.test(word[0])) faults.push(`broken: ${word[0]}`);
      }
    }
  }
  return faults;
};

const colour = (text) => {
  const [red, green, blue, alpha = 1] = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  return { rgb: [red, green, blue], alpha };
};
const luminance = (rgb) => rgb.map((part) => part / 255)
  .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
const contrast = (a, b) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

// What is behind the content of an element: its own ground, or that of the first around it.
const ground = (one, night) => {
  for (let each = one; each; each = each.parentElement) {
    const style = each.ownerDocument.defaultView.getComputedStyle(each);
    const gradient = style.backgroundImage.match(/rgba?\([^)]*\)/);
    if (gradient) return colour(gradient[0]).rgb;
    const own = colour(style.backgroundColor);
    if (own.alpha > 0.5) return own.rgb;
  }
  return night ? [18, 18, 18] : [255, 255, 255];
};

// The contrast of the tenth of a picture that stands out most, with its ground or within itself.
const figure = async (image, night) => {
  await image.decode().catch(() => {});
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 48;
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  drawing.drawImage(image, 0, 0, 48, 48);
  const { data } = drawing.getImageData(0, 0, 48, 48);
  const ink = [];
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 100) ink.push([...data.slice(at, at + 3)]);
  const opaque = ink.length > 0.99 * 48 * 48;
  const behind = opaque ? ink[0] : ground(image, night);
  const found = ink.map((one) => contrast(one, behind)).sort((a, b) => b - a);
  const best = found[Math.floor(found.length / 10)] ?? 0;
  return { alt: image.alt.slice(0, 30), contrast: opaque ? Math.max(best, 3) : best };
};

// What is spoken but not shown, or shown without a highlight that can be seen.
const highlight = (shown, targets, active, night) => {
  const faults = [];
  const all = targets.map((own) => shown.getElementById(own));
  const drawn_ = (one) => {
    const style = shown.defaultView.getComputedStyle(one);
    return [style.backgroundColor, style.color, style.boxShadow, style.outline];
  };
  const there = all.filter(visible);
  faults.push(...targets.filter((own, place) => !visible(all[place])).map((own) => `spoken but hidden: ${own}`));
  const before = there.map(drawn_);
  const page = there.length ? ground(there[0].closest('main, nav') ?? there[0], night) : [0, 0, 0];
  there.forEach((one) => one.classList.add(active));
  there.forEach((one, place) => {
    const [back, ink, shadow, line] = drawn_(one);
    const marks = [[shadow, before[place][2]], [line, before[place][3]]];
    const marked = marks.some(([now, then]) => now !== then && contrast(colour(now).rgb, page) >= 3);
    const own = colour(back);
    const words = own.alpha > 0.9 ? own.rgb : page;
    if (!marked) faults.push(`no highlight: ${one.id}`);
    if (one.localName !== 'img' && contrast(colour(ink).rgb, words) < 4.5) faults.push(`illegible when spoken: ${one.id} ${ink} ${back}`);
  });
  there.forEach((one) => one.classList.remove(active));
  return faults;
};
