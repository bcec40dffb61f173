// What a reader can set and open: the appearance of the text, notes in their place.
// Loaded in the head without defer, so that what was set before holds before anything is drawn.
'use strict';

(() => {
  const root = document.documentElement;
  const KEY = 'publish:appearance';
  const COLOURS = ['system', 'light', 'dark', 'contrast'];
  const FONTS = ['edition', 'serif', 'sans', 'system'];
  // Each setting: variable, least, most, step, what it is without a choice, unit, how it is shown.
  const RANGES = {
    size: ['--size', 0.8, 2.5, 0.1, 1, '', 'percent'],
    measure: ['--measure', 40, 100, 2, 66, '', 'decimal'],
    leading: ['--leading', 1.2, 2.6, 0.05, 1.6, '', 'decimal'],
    gap: ['--gap', 0, 2.5, 0.25, 0, 'em', 'percent'],
    letters: ['--letters', 0, 0.2, 0.02, 0, 'em', 'percent'],
    words: ['--words', 0, 0.4, 0.04, 0, 'em', 'percent'],
  };

  // Storage may be refused (file:, private windows); other people's values may be in it.
  const load = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept && typeof kept === 'object' ? kept : {};
    } catch {
      return {};
    }
  };
  const save = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(settings));
    } catch {
      // The choice holds for this page only.
    }
  };

  const chosen = (name) => {
    const [, least, most] = RANGES[name];
    const value = settings[name];
    return typeof value === 'number' && value >= least && value <= most ? value : null;
  };
  const apply = () => {
    for (const [name, all] of [['colours', COLOURS], ['font', FONTS]]) {
      if (all.indexOf(settings[name]) > 0) root.dataset[name] = settings[name];
      else delete root.dataset[name];
    }
    for (const [name, [variable, , , , , unit]] of Object.entries(RANGES)) {
      const value = chosen(name);
      if (value === null) root.style.removeProperty(variable);
      else root.style.setProperty(variable, value + unit);
    }
    root.toggleAttribute('data-gap', chosen('gap') > 0);
  };

  let settings = load();
  apply();

  // The fonts of the first screen come with the style sheet, not after it, and the text waits for them:
  // its lines would move when they come. Where they take long, this visit goes on with those of the
  // device. Browsers refuse this to a page from the file system.
  const PATIENCE = 1000; // ms after the style sheet
  const wanted = /^http/.test(location.protocol) && settings.font !== 'system';
  const awaited = ((wanted && document.currentScript.dataset.fonts) || '').split(' ').filter(Boolean);
  for (const href of awaited) {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'preload', as: 'font', type: 'font/woff2', crossOrigin: '', href });
    document.head.append(link);
  }
  const nameOf = ({ family, weight, style, unicodeRange }) => {
    const kind = (weight === '700' ? 'Bold' : '') + (style === 'italic' ? 'Italic' : '');
    const part = unicodeRange === 'U+0-10FFFF' ? '' : '-seldom';
    return `fonts/${family.replace(/\W/g, '')}-${kind || 'Regular'}${part}.woff2`;
  };
  const waitForFonts = ({ target }) => {
    if (target.rel !== 'stylesheet') return;
    const faces = [...document.fonts].filter((face) => awaited.includes(nameOf(face)));
    const show = () => delete root.dataset.waiting;
    setTimeout(() => {
      for (const face of faces) if (face.status !== 'loaded') face.display = 'optional';
      show();
    }, PATIENCE);
    Promise.allSettled(faces.map((face) => face.load())).then(show);
  };
  if (awaited.length) {
    root.dataset.waiting = '';
    document.addEventListener('load', waitForFonts, { capture: true });
  }

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const button = (label, action, attributes = {}, shown = label) => {
    const node = make('button', { type: 'button', class: 'button', ...attributes }, shown);
    node.addEventListener('click', action);
    return node;
  };
  const head = (id, title, close) => {
    const sign = make('span', { 'aria-hidden': 'true' }, '×');
    const end = button('', close, { 'aria-label': labels.close }, sign);
    return make('div', { class: 'sheet-head' }, make('h2', { id }, title), end);
  };

  let labels = {};

  // The appearance

  const choices = (name, all) => {
    const list = make('div', { class: 'choices' });
    for (const value of all) {
      const input = make('input', { type: 'radio', name, value });
      const label = make('label', { 'data-face': name === 'font' ? value : '' }, input, labels[`${name}_${value}`]);
      list.append(label);
    }
    return make('fieldset', {}, make('legend', {}, labels[name]), list);
  };
  const range = (name) => {
    const [, min, max, step] = RANGES[name];
    const id = `appearance-${name}`;
    return make(
      'div', { class: 'range' },
      make('label', { for: id }, labels[name]),
      make('output', { for: id }),
      make('input', { type: 'range', id, name, min, max, step }),
    );
  };
  const show = (form) => {
    for (const [name, [variable, , , , usual, , style]] of Object.entries(RANGES)) {
      const input = form.elements[name];
      const themed = parseFloat(getComputedStyle(root).getPropertyValue(variable));
      input.value = chosen(name) ?? (Number.isNaN(themed) ? usual : themed);
      const number = new Intl.NumberFormat(root.lang, { style, maximumFractionDigits: 2 });
      // Ideographs are twice as wide as letters.
      const half = name === 'measure' && /^(ja|zh|ko)/.test(root.lang) ? 2 : 1;
      const text = number.format(input.valueAsNumber / half);
      input.setAttribute('aria-valuetext', text);
      input.previousElementSibling.value = text;
    }
    for (const [name, all] of [['colours', COLOURS], ['font', FONTS]]) {
      form.elements[name].value = all.includes(settings[name]) ? settings[name] : all[0];
    }
  };
  const addAppearance = (place) => {
    const form = make(
      'form', { method: 'dialog' },
      head('appearance-title', labels.appearance, () => dialog.close()),
      choices('colours', COLOURS),
      choices('font', FONTS),
      ...Object.keys(RANGES).map(range),
      button(labels.reset, () => {
        settings = {};
        update();
      }),
    );
    const update = () => {
      save();
      apply();
      show(form);
    };
    const dialog = make(
      'dialog',
      { class: 'sheet appearance-dialog', 'aria-labelledby': 'appearance-title', lang: labels.language }, form,
    );
    form.addEventListener('input', ({ target }) => {
      settings[target.name] = target.type === 'range' ? target.valueAsNumber : target.value;
      update();
    });
    dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
    addEventListener('storage', ({ key }) => {
      if (key !== KEY) return;
      settings = load();
      apply();
      show(form);
    });
    const open = button(labels.appearance, () => {
      show(form);
      dialog.showModal();
    }, { 'aria-haspopup': 'dialog', lang: labels.language });
    place.append(open, dialog);
  };

  // Notes in their place

  const addNotes = () => {
    if (!HTMLElement.prototype.showPopover) return; // then a call leads to the list
    const content = make('div', {});
    const link = make('a', { href: '#content' }, labels.note_list); // that of the note, when opened
    const top = head('note-title', '', () => sheet.hidePopover());
    const sheet = make(
      'div',
      {
        class: 'sheet note-popover', popover: 'auto', role: 'dialog', tabindex: '-1',
        'aria-labelledby': 'note-title',
      },
      top, content, make('p', { class: 'to-list', lang: labels.language }, link),
    );
    let call = null;
    const place = () => {
      const at = call.getClientRects()[0];
      const { width, height } = sheet.getBoundingClientRect();
      const start = getComputedStyle(call).direction === 'rtl' ? at.right + 24 - width : at.left - 24;
      const below = at.bottom + 10;
      const above = at.top - height - 10;
      const left = Math.max(8, Math.min(start, root.clientWidth - width - 8));
      const fits = below + height <= innerHeight - 8 || above < 8;
      sheet.style.setProperty('left', `${left}px`);
      sheet.style.setProperty('top', `${Math.max(8, fits ? below : above)}px`);
    };
    link.addEventListener('click', () => sheet.hidePopover());
    sheet.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget && !sheet.contains(relatedTarget)) sheet.hidePopover();
    });
    sheet.addEventListener('toggle', ({ newState }) => {
      const open = newState === 'open';
      for (const kind of ['scroll', 'resize']) (open ? addEventListener : removeEventListener)(kind, place);
      const focus = document.activeElement;
      if (!open && (focus === document.body || sheet.contains(focus))) call.focus({ preventScroll: true });
    });
    document.body.append(sheet);
    document.addEventListener('click', (event) => {
      const wanted = event.target.closest('a.noteref');
      if (!wanted || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const note = wanted.hash && document.getElementById(decodeURIComponent(wanted.hash.slice(1)));
      if (!note || sheet.contains(wanted)) return;
      event.preventDefault();
      if (sheet.matches(':popover-open')) sheet.hidePopover();
      call = wanted;
      const copy = note.cloneNode(true);
      for (const extra of copy.querySelectorAll('a.note-number, a.backlink')) extra.remove();
      for (const one of copy.querySelectorAll('[id]')) one.removeAttribute('id');
      content.replaceChildren(...copy.childNodes);
      content.lang = note.closest('[lang]').lang;
      top.firstChild.textContent = call.getAttribute('aria-label') ?? call.textContent;
      link.href = call.hash;
      sheet.showPopover({ source: call });
      place();
      sheet.focus({ preventScroll: true });
    });
  };

  // What scrolls sideways is a stop of the keyboard only while it does (WCAG 2.2, 2.1.1)

  const watchRegions = () => {
    const watcher = new ResizeObserver((all) => {
      for (const { target } of all) {
        const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
        if (scrolls) target.setAttribute('tabindex', '0');
        else target.removeAttribute('tabindex');
      }
    });
    for (const one of document.querySelectorAll('.scrolls, .wide-formula[tabindex]')) watcher.observe(one);
  };

  const begin = () => {
    const data = document.getElementById('reader-data');
    if (!data) return;
    ({ labels } = JSON.parse(data.textContent));
    const place = document.getElementById('appearance');
    if (place) addAppearance(place);
    addNotes();
    watchRegions();
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
