// The player of a page: its sound in step with its text. Without this script the page has the
// browser's own player. Times are in ms. Nothing is fetched, so that it works from the file system.
'use strict';

(() => {
  const section = document.getElementById('player');
  const source = document.getElementById('player-data');
  const audio = section?.querySelector('audio');
  if (!audio || !source) return;

  const data = JSON.parse(source.textContent);
  const { labels, duration, elements } = data;
  const root = document.documentElement;
  const language = labels.language || root.lang;
  const embedded = 'embed' in root.dataset;
  const local = location.protocol === 'file:';
  if (embedded && data.next) data.next = `embed-${data.next}`;
  const chapters = data.chapters.filter(({ listed }) => listed !== false).sort((one, two) => one.begin - two.begin);
  const places = new Map(elements.map(([id], place) => [id, place]));

  const on = (target, names, act, options) => {
    for (const name of names.split(' ')) target.addEventListener(name, act, options);
  };
  const modified = (event) => event.ctrlKey || event.altKey || event.metaKey;

  // --- What is kept: the settings for all pages, and the position in each.

  const attempt = (act) => {
    try {
      return act();
    } catch {
      return null; // Browsers refuse storage for file: and in private windows.
    }
  };
  const stored = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));
  const store = (name, value) => attempt(() => localStorage.setItem(name, JSON.stringify(value)));
  const canonical = document.querySelector('link[rel=canonical]')?.href ?? location.href.split('#')[0];
  const key = `publish:${new URL(canonical).pathname}`;
  const settings = {
    speed: 1, follow: true, click: true, words: true, onward: true,
    captions: false, pick: false, everywhere: false, skip: {}, ...stored('publish:player'),
  };
  settings.skip = Object(settings.skip);
  if (!(settings.speed >= 0.5 && settings.speed <= 3)) settings.speed = 1;
  const keep = () => store('publish:player', settings);

  // --- Elements and words

  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (typeof value === 'string') made.setAttribute(attribute, value);
      else made[attribute] = value;
    }
    made.append(...children);
    return made;
  };
  const drawn = (name, attributes, text = '') => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.textContent = text;
    return made;
  };
  const SHAPES = {
    play: 'M8 5v14l11-7z',
    pause: 'M7 5h4v14H7zM13 5h4v14h-4z',
    back: 'M12 5a8 8 0 1 1-8 8M12 1.5v7L8 5z',
    forward: 'M12 5a8 8 0 1 0 8 8M12 1.5v7L16 5z',
    previous_sentence: 'M14.5 6l-6 6 6 6',
    next_sentence: 'M9.5 6l6 6-6 6',
    previous_chapter: 'M6 6v12M18 6l-8 6 8 6z',
    next_chapter: 'M18 6v12M6 6l8 6-8 6z',
    chapters: 'M4 6h1M9 6h11M4 12h1M9 12h11M4 18h1M9 18h11',
    settings: 'M4 7h7M17 7h3M11 7a3 3 0 1 0 6 0a3 3 0 1 0-6 0M4 17h3M13 17h7M7 17a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
    close: 'M6 6l12 12M18 6L6 18',
    sound: 'M4 10v4M8 6v12M12 9v6M16 4v16M20 10v4',
  };
  const press = (content, act, attributes) => {
    const made = make('button', { type: 'button', ...attributes }, ...content);
    on(made, 'click', act);
    return made;
  };
  const icon = (name, number = '') => {
    const made = drawn('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
    made.append(drawn('path', { d: SHAPES[name] }), drawn('text', { x: 12, y: 16 }, number));
    return made;
  };
  const button = (name, act, number) => {
    const label = make('span', { class: 'player-label' }, labels[name]);
    return press([icon(name, number), label], act, { class: `player-${name.replace('_', '-')}`, title: labels[name] });
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const parts = (ms) => {
    const seconds = Math.floor(ms / 1000);
    return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  };
  const clock = (ms) => {
    const [hours, minutes, seconds] = parts(ms).map((part) => String(part).padStart(2, '0'));
    return `${hours > 0 ? `${Number(hours)}:${minutes}` : Number(minutes)}:${seconds}`;
  };
  const amount = (number, unit, unitDisplay = 'long') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }).format(number);
  const inWords = (ms) => parts(ms).map((part, place) => part && amount(part, ['hour', 'minute', 'second'][place]))
    .filter(Boolean).join(' ') || amount(0, 'second');

  // --- The sound

  let pending = null; // the position to take when the browser knows the sound
  let failed = false;
  let allowed; // what the reader chose among what is skipped
  const now = () => pending ?? audio.currentTime * 1000 + 1;
  const jump = (ms) => {
    if (audio.readyState) audio.currentTime = (ms + 1) / 1000;
    else pending = ms;
  };
  const seek = (wanted) => {
    const ms = Math.min(Math.max(wanted, 0), duration);
    allowed = skipAt(ms);
    jump(ms);
    step();
    sleepInPlace();
    keepPosition();
  };
  const by = (ms) => seek(now() + ms);
  on(audio, 'loadedmetadata', () => {
    failed = false;
    if (pending !== null) jump(pending);
    pending = null;
  });
  const fail = () => {
    failed = true;
    tell(labels.missing);
  };
  on(audio, 'error', ({ target }) => target.localName === 'track' || fail(), true);
  const start = async () => {
    dock();
    moved = false;
    keepInSight();
    tell('');
    if (failed) audio.load();
    try {
      await audio.play();
    } catch (error) {
      if (error.name !== 'AbortError') tell(error.name === 'NotAllowedError' ? labels.refused : labels.missing);
    }
  };
  const pause = () => audio.pause();
  const toggle = () => (audio.paused ? start() : pause());
  const playFrom = (ms) => {
    follow(true);
    seek(ms);
    start();
  };

  // Return the place of the last of a list that has begun.
  const last = (list, ms, begin) => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (begin(list[middle]) <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const sentenceAt = (ms) => last(elements, ms, (one) => one[1]);
  const chapterAt = (ms) => last(chapters, ms, (one) => one.begin);
  const elementOf = (place) => document.getElementById(elements[place]?.[0] ?? '');
  // Back leads to the beginning first, unless that was just now.
  const from = (begin, way) => (way < 0 && now() - begin > 2000 ? 0 : way);
  const bySentence = (way) => {
    const place = Math.max(sentenceAt(now()), 0);
    const next = elements[place + from(elements[place][1], way)];
    if (next) seek(next[1]);
  };
  const byChapter = (way) => {
    const place = Math.max(chapterAt(now()), 0);
    const next = chapters[place + from(chapters[place]?.begin, way)];
    if (next) seek(next.begin);
    else if (way < 0) seek(0);
    else if (data.next) turnPage();
  };
  const setSpeed = (speed) => {
    settings.speed = speed;
    audio.preservesPitch = audio.webkitPreservesPitch = true;
    audio.defaultPlaybackRate = audio.playbackRate = speed;
    speeds.value = speed;
    keep();
  };

  const skips = Object.entries(data.skips).flatMap(([kind, times]) => times.map((time) => [kind, ...time]));
  const skipAt = (ms) => skips.find(([kind, begin, end]) => settings.skip[kind] && begin <= ms && ms < end);
  const skipOver = () => {
    const before = now();
    let ms = before;
    for (let found = skipAt(ms); found && found !== allowed; found = skipAt(ms)) ms = found[2];
    if (ms !== before) jump(ms);
    if (skipAt(ms) !== allowed) allowed = undefined;
  };

  // --- In step: what is spoken is marked, and kept in sight until the reader scrolls.

  let begun = false;
  let sentence = -1;
  let marked = null;
  const step = () => {
    if (!audio.paused) skipOver();
    const ms = now();
    const place = begun ? sentenceAt(ms) : -1;
    if (place !== sentence) mark(place);
    markWord(ms);
    if (chapterAt(ms) !== chapter) enterChapter(chapterAt(ms));
    showTime(ms);
    sleepIfDue(ms);
  };
  const mark = (place) => {
    sentence = place;
    marked?.classList.remove('speaking');
    marked = elementOf(place);
    marked?.classList.add('speaking');
    showCaption();
    keepInSight();
  };
  const tick = () => {
    step();
    if (!audio.paused && !document.hidden) requestAnimationFrame(tick);
  };
  on(audio, 'playing', tick);
  on(audio, 'timeupdate seeked', () => {
    step();
    if (!document.hidden || audio.paused) return;
    // A hidden page draws no frames, and time updates come late for what is to be skipped.
    const coming = skips.find(([kind, begin]) => settings.skip[kind] && begin > now());
    const wait = coming && (coming[1] - now()) / settings.speed;
    if (wait < 500) setTimeout(step, wait);
  });
  on(document, 'visibilitychange', tick);

  let following = true;
  let moved = false; // whether the reader's hand is what scrolls
  const measure = () => root.style.setProperty('--player-height', `${card.offsetHeight}px`);
  const bringIntoSight = (way = 'smooth') => {
    if (embedded) return;
    const closed = marked.closest('details:not([open])');
    if (closed) closed.open = true;
    const { top, bottom, height } = marked.getBoundingClientRect();
    const room = docked() ? card.getBoundingClientRect().top : innerHeight;
    if (top >= 8 && bottom <= room - 16) return;
    moved = false;
    measure(); // the free part of the window, for scroll-padding
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    marked.scrollIntoView({ block: height > room / 2 ? 'start' : 'center', behavior: still ? 'instant' : way });
  };
  const keepInSight = () => {
    if (marked && docked() && following && settings.follow && getSelection().isCollapsed) bringIntoSight();
  };
  const follow = (wanted) => {
    following = wanted;
    if (wanted && document.activeElement === takeBack) playButton.focus();
    takeBack.hidden = wanted || !settings.follow || !docked();
  };
  const scrolled = () => audio.paused || embedded || follow(false);
  const outside = ({ target }) => !section.contains(target);
  on(document, 'wheel touchmove', (event) => outside(event) && scrolled(), { passive: true });
  // Links to a place, focus and scripts scroll too. A key or a wheel does so even over the player.
  on(document, 'wheel touchmove keydown pointerdown', (event) => {
    moved = event.type !== 'pointerdown' || outside(event);
  }, { passive: true, capture: true });
  on(window, 'scroll', () => moved && scrolled(), { passive: true });

  // --- Word by word, without a change of the document

  const wordMark = data.words.length && !embedded && window.Highlight && CSS.highlights ? new Highlight() : null;
  let wordTimes = new Map(Array.isArray(data.words) ? data.words : []);
  let word = '';
  wordMark && CSS.highlights.set('speaking-word', wordMark);
  const loadWords = () => {
    if (!wordMark || wordTimes.size || !settings.words || document.getElementById('player-words')) return;
    const script = make('script', { id: 'player-words', src: data.words });
    on(script, 'load', () => { wordTimes = new Map(publish.words); });
    document.head.append(script);
  };
  const rangeOf = (element, first, end) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(), passed = 0; node && passed < end; node = walker.nextNode()) {
      if (passed <= first) range.setStart(node, Math.min(first - passed, node.length));
      range.setEnd(node, Math.min(end - passed, node.length));
      passed += node.length;
    }
    return range;
  };
  const markWord = (ms) => {
    if (!wordMark) return;
    const times = (settings.words && marked && wordTimes.get(marked.id)) || [];
    const place = last(times, ms, (one) => one[0]);
    if (word === `${sentence} ${place}`) return;
    word = `${sentence} ${place}`;
    wordMark.clear();
    if (place >= 0) wordMark.add(rangeOf(marked, times[place][1], times[place][2]));
  };

  // --- The bar

  const playButton = button('play', toggle);
  const speeds = make('select', { class: 'player-speed', 'aria-label': labels.speed, title: labels.speed },
    ...[0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3].map((speed) =>
      make('option', { value: `${speed}` }, `${speed.toLocaleString(language)}×`)));
  on(speeds, 'change', () => setSpeed(Number(speeds.value)));
  const bar = make('input', {
    type: 'range', class: 'player-position', min: '0', max: `${duration / 1000}`, step: 'any', 'aria-label': labels.position,
  });
  const tellPosition = () =>
    bar.setAttribute('aria-valuetext', fill(labels.of, { time: inWords(now()), duration: inWords(duration) }));
  const WAYS = { ArrowLeft: -5, ArrowRight: 5, ArrowUp: 5, ArrowDown: -5, PageUp: 60, PageDown: -60 };
  on(bar, 'input', () => { seek(bar.value * 1000); tellPosition(); });
  on(bar, 'keydown', (event) => {
    if (!WAYS[event.key] || modified(event)) return;
    event.preventDefault();
    by(WAYS[event.key] * 1000);
    tellPosition();
  });
  const elapsed = make('span', { class: 'player-elapsed' });
  const chapterName = make('p', { class: 'player-chapter' });
  // Where the player was at rest, so that the text doesn't move: how far the speech is.
  const progress = make('span', { class: 'player-progress', dir: 'ltr' });
  const spotName = make('span');
  const spot = make('div', { class: 'player-spot', 'aria-hidden': 'true' }, icon('sound'), progress, spotName);
  let second = -1;
  const showTime = (ms) => {
    bar.value = ms / 1000;
    for (const one of [bar, spot]) one.style.setProperty('--played', `${(ms / duration) * 100}%`);
    if (Math.floor(ms / 1000) === second) return;
    second = Math.floor(ms / 1000);
    elapsed.textContent = clock(ms);
    progress.textContent = `${clock(ms)} / ${clock(duration)}`;
    // A screen reader says each new value of a slider that has the focus.
    if (document.activeElement !== bar || audio.paused) tellPosition();
    if (!audio.paused && second % 5 === 0) keepPosition();
  };
  const showState = () => {
    const name = audio.paused ? 'play' : 'pause';
    const label = section.dataset.state === 'resting' ? labels.listen : labels[name];
    playButton.querySelector('path').setAttribute('d', SHAPES[name]);
    playButton.querySelector('span').textContent = playButton.title = label;
    tellSystem();
  };
  const message = make('p', { class: 'player-message', role: 'status' });
  const tell = (text) => { message.textContent = text; };
  const caption = make('p', { class: 'player-caption', hidden: true });
  const takeBack = press([labels.take_back], () => {
    follow(true);
    if (marked) bringIntoSight();
  }, { class: 'player-take-back', hidden: true });

  const panels = [];
  const panel = (name, ...content) => {
    const id = `player-panel-${name}`;
    const heading = make('h2', { id: `${id}-title` }, labels[name]);
    const own = make('div', { id, class: `player-panel ${id}`, role: 'group', 'aria-labelledby': heading.id, hidden: true },
      heading, ...content);
    const opener = button(name, () => show(own.hidden));
    opener.setAttribute('aria-controls', id);
    const show = (wanted) => {
      if (wanted) panels.forEach((other) => other.show(false));
      own.hidden = !wanted;
      opener.setAttribute('aria-expanded', wanted);
      if (wanted) own.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    };
    show(false);
    panels.push({ opener, own, show });
    return panels.at(-1);
  };

  // --- Chapters

  let chapter = -1;
  const links = chapters.map(({ begin, title }) => {
    const link = make('a', { href: `#t=${begin / 1000}` }, make('span', {}, title), ' ',
      make('span', { class: 'player-time' }, clock(begin)));
    on(link, 'click', (event) => {
      if (modified(event) || event.shiftKey) return;
      event.preventDefault();
      if (!embedded) {
        chapterPanel.show(false); // it covers the text
        chapterPanel.opener.focus({ preventScroll: true });
      }
      playFrom(begin);
    });
    return link;
  });
  const chapterPanel = panel('chapters', make('ol', {}, ...chapters.map(({ level, title, picture, alt, caption: text }, place) =>
    make('li', { class: `player-level-${Math.min(level, 4)}` }, links[place],
      ...(picture ? [make('img', { loading: 'lazy', src: picture, alt })] : []),
      ...(text && !title.includes(text.replace(/[.!?…]$/, '')) ? [make('p', {}, text)] : [])))));
  const enterChapter = (place) => {
    links[chapter]?.removeAttribute('aria-current');
    links[place]?.setAttribute('aria-current', 'true');
    chapter = place;
    const { title = '' } = chapters[place] ?? {};
    chapterName.textContent = title === data.title ? '' : title;
    spotName.textContent = chapterName.textContent;
    tellSystem();
  };

  // --- Settings

  const check = (label, kept, name, act) => {
    const box = make('input', { type: 'checkbox', role: 'switch', checked: Boolean(kept[name]) });
    on(box, 'change', () => {
      kept[name] = box.checked;
      keep();
      act?.();
    });
    return make('label', {}, make('span', {}, label), box);
  };
  const option = (name, act) => check(labels[`set_${name}`], settings, name, act);
  const group = (title, ...content) => make('fieldset', {}, make('legend', {}, title), ...content);
  const sleep = make('select', {}, make('option', { value: '' }, labels.sleep_off),
    ...[5, 10, 15, 20, 30, 45, 60].map((number) => make('option', { value: `${number}` }, amount(number, 'minute'))),
    make('option', { value: 'chapter' }, labels.sleep_chapter));
  let sleepTime = Infinity; // of the clock
  let sleepPlace = Infinity; // in the sound
  const sleepInPlace = () => {
    sleepPlace = sleep.value === 'chapter' ? (chapters[chapterAt(now()) + 1]?.begin ?? duration) : Infinity;
  };
  on(sleep, 'change', () => {
    sleepTime = Number(sleep.value) ? Date.now() + sleep.value * 60000 : Infinity;
    sleepInPlace();
  });
  const sleepIfDue = (ms) => {
    if (audio.paused || (Date.now() < sleepTime && ms < sleepPlace - 20)) return;
    pause();
    sleepTime = sleepPlace = Infinity;
    sleep.value = '';
    tell(labels.sleep_done);
  };
  const copy = press([labels.copy], async () => {
    const link = `${canonical}#${embedded ? `t=${Math.floor(now() / 1000)}` : elements[Math.max(sentenceAt(now()), 0)][0]}`;
    try {
      await navigator.clipboard.writeText(link);
      tell(labels.copied);
    } catch {
      const field = make('input', { value: link, readOnly: true, 'aria-label': labels.copy });
      copy.parentElement.querySelector('input')?.remove();
      copy.after(field);
      field.select();
      tell(labels.copy_by_hand);
    }
  });
  const downloads = document.querySelector('.downloads [id]');
  const KEYS = { K: 'play', J: 'back', L: 'forward', P: 'previous_sentence', N: 'next_sentence', '⇧ P': 'previous_chapter',
    '⇧ N': 'next_chapter', '− +': 'speed', C: 'set_captions', S: 'set_pick' };
  const kinds = Object.keys(data.skips).filter((kind) => data.skips[kind].length);
  const [captionsSwitch, pickSwitch] = [option('captions', () => showCaption()), option('pick', () => setPicking())];
  const settingsPanel = panel('settings',
    make('label', {}, make('span', {}, labels.sleep), sleep),
    ...(kinds.length ? [group(labels.skip, ...kinds.map((kind) => check(labels[`skip_${kind}`], settings.skip, kind)))] : []),
    make('p', { class: 'player-actions' }, copy, ...(downloads ? [make('a', { href: `#${downloads.id}` }, labels.download)] : [])),
    group(labels.text,
      ...(embedded ? [] : [option('follow', () => follow(true)), option('click')]),
      ...(wordMark ? [option('words', loadWords)] : []),
      captionsSwitch,
      ...(data.next ? [option('onward')] : []),
      ...(embedded ? [] : [pickSwitch, make('p', { class: 'player-help' }, labels.pick_help)])),
    make('details', {}, make('summary', {}, labels.shortcuts),
      make('dl', {}, ...Object.entries(KEYS).map(([sign, name]) =>
        make('div', {}, make('dt', {}, make('kbd', {}, sign)), make('dd', {}, labels[name])))),
      option('everywhere')));

  // --- Captions: those of the track, which browsers don't load from files; there the words of the text

  const track = local ? null : [...audio.querySelectorAll('track')].find(({ kind }) => kind === 'captions')?.track;
  const showCaption = () => {
    caption.hidden = !settings.captions;
    if (caption.hidden) return;
    if (track) track.mode = 'hidden';
    const cue = track?.activeCues?.[0]?.text.replace(/<[^>]*>/g, '');
    caption.textContent = cue ?? (marked?.alt || marked?.textContent || '');
  };
  if (track) on(track, 'cuechange', showCaption);

  // --- Keys, with the focus in the player; by a switch on the whole page. Letters are places on the
  // keyboard, the same in all alphabets.

  const faster = (way) => {
    const next = speeds.options[speeds.selectedIndex + way];
    if (next) setSpeed(Number(next.value));
  };
  const flip = (label) => label.querySelector('input').click();
  const ACTIONS = {
    KeyK: toggle, KeyJ: () => by(-15000), KeyL: () => by(15000), KeyC: () => flip(captionsSwitch), KeyS: () => flip(pickSwitch),
    KeyP: (shift) => (shift ? byChapter : bySentence)(-1), KeyN: (shift) => (shift ? byChapter : bySentence)(1),
    Minus: () => faster(-1), NumpadSubtract: () => faster(-1), Equal: () => faster(1), NumpadAdd: () => faster(1),
  };
  const CONTROLS = 'a, button, input, select, textarea, summary, label, audio, video, [contenteditable]';
  on(document, 'keydown', (event) => {
    const { target } = event;
    const open = panels.find(({ own }) => !own.hidden);
    if (modified(event)) return;
    if (target === picked && settings.pick && choose(event.key)) return event.preventDefault();
    if (!outside(event) && event.key === 'Escape' && open) {
      open.show(false);
      open.opener.focus();
    } else if (!outside(event) || settings.everywhere) {
      const act = ACTIONS[event.code];
      if (!act || target.closest('select, textarea, [contenteditable], input:not([type=range], [type=checkbox])')) return;
      event.preventDefault();
      act(event.shiftKey);
    }
  });

  // --- The text: a click on a sentence plays from there, unless the reader selects words.

  let selecting = false;
  let waiting = 0;
  on(document, 'pointerdown', () => { selecting = !getSelection().isCollapsed; });
  on(document, 'click', (event) => {
    clearTimeout(waiting);
    const { target } = event;
    const away = selecting || event.detail > 1 || event.defaultPrevented || modified(event) || event.shiftKey;
    if (!settings.click || away || !outside(event) || target.closest(CONTROLS)) return;
    let element = target;
    while (element && !places.has(element.id)) element = element.parentElement;
    if (!element) return;
    // A second click selects a word.
    waiting = setTimeout(() => getSelection().isCollapsed && playFrom(elements[places.get(element.id)][1]), 250);
  });

  // With a switch, the sentences are buttons, of which the tab key finds one; arrows lead to the others.
  let picked = null;
  const pick = (element) => {
    picked?.setAttribute('tabindex', -1);
    picked = element;
    picked?.setAttribute('tabindex', 0);
  };
  const setPicking = () => {
    root.classList.toggle('picking', settings.pick);
    for (const element of elements.map((_, place) => elementOf(place))) {
      if (!element || element.closest(CONTROLS)) continue;
      const pure = element.matches('.s') && !element.querySelector(CONTROLS);
      for (const [name, value] of pure ? [['tabindex', -1], ['role', 'button']] : [['tabindex', -1]]) {
        if (settings.pick) element.setAttribute(name, value);
        else element.removeAttribute(name);
      }
    }
    picked = null;
    if (settings.pick) pick(marked ?? document.querySelector('.s[tabindex]'));
  };
  on(document, 'focusin', ({ target }) => {
    if (settings.pick && places.has(target.id) && target.matches('[tabindex]')) pick(target);
  });
  const choose = (pressed) => {
    const place = places.get(picked.id);
    const next = (way, wanted = '[tabindex]') => {
      let at = place + way;
      while (elements[at] && !elementOf(at)?.matches(wanted)) at += way;
      elementOf(at)?.focus();
    };
    const heading = ':is(h1, h2, h3, h4, h5, h6) [tabindex]';
    const acts = {
      Enter: () => playFrom(elements[place][1]), ' ': () => playFrom(elements[place][1]), Escape: () => playButton.focus(),
      ArrowDown: () => next(1), ArrowRight: () => next(1), ArrowUp: () => next(-1), ArrowLeft: () => next(-1),
      PageDown: () => next(1, heading), PageUp: () => next(-1, heading),
    };
    acts[pressed]?.();
    return pressed in acts;
  };

  // --- The keys of the system: headphones, lock screen, keyboard

  const session = navigator.mediaSession;
  const tellSystem = () => {
    if (!session) return;
    const { title, picture } = chapters[chapter] ?? {};
    const image = picture || data.cover;
    session.metadata = new MediaMetadata({
      title: title || data.title, artist: data.author || data.publication, album: data.title,
      artwork: image && !local ? [{ src: new URL(image, location.href).href }] : [],
    });
    session.playbackState = audio.paused ? 'paused' : 'playing';
    session.setPositionState?.({
      duration: duration / 1000, position: Math.min(now(), duration) / 1000, playbackRate: settings.speed,
    });
  };
  for (const [name, act] of Object.entries({
    play: start, pause, stop: pause, previoustrack: () => byChapter(-1), nexttrack: () => byChapter(1),
    seekbackward: ({ seekOffset }) => by(-1000 * (seekOffset || 15)), seekforward: ({ seekOffset }) => by(1000 * (seekOffset || 15)),
    seekto: ({ seekTime }) => seek(seekTime * 1000),
  })) attempt(() => session.setActionHandler(name, act));
  on(audio, 'seeked ratechange', tellSystem);

  // --- Where one was, links into the sound, and the next page

  const keepPosition = () => {
    const ms = Math.floor(now());
    if (begun) store(key, ms > 5000 && ms < duration - 5000 ? ms : 0);
  };
  on(window, 'pagehide', keepPosition);
  on(audio, 'pause', keepPosition);
  on(audio, 'play pause ended', showState);
  on(audio, 'play', () => { resume.hidden = true; });
  const turnPage = () => {
    attempt(() => sessionStorage.setItem('publish:onward', new URL(data.next, location.href).pathname));
    tell(labels.next_page);
    location.assign(data.next);
  };
  on(audio, 'ended', () => data.next && settings.onward && sleepPlace === Infinity && turnPage());
  const goToLink = (event) => {
    const hash = attempt(() => decodeURIComponent(location.hash.slice(1))) ?? '';
    // Media Fragments 1.0, 4.2.1: seconds, or hours, minutes and seconds.
    const time = /(?:^|&)t=(?:npt:)?(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)/.exec(hash);
    const [hours = 0, minutes = 0, seconds] = time?.slice(1) ?? [];
    const begin = time ? hours * 3600000 + minutes * 60000 + seconds * 1000
      : elements[places.get(hash)]?.[1] ?? chapters.find(({ target }) => target === hash)?.begin;
    // Links inside the text move the reader, not the sound that plays.
    if (!hash || begin === undefined || (!time && docked())) return false;
    begun = true;
    seek(begin);
    if (marked) bringIntoSight(event ? 'smooth' : 'instant');
    return true;
  };
  on(window, 'hashchange', goToLink);

  // --- At rest the player is a button above the text; when it plays, a bar at the edge of the window.

  const docked = () => section.dataset.state === 'docked';
  const dock = () => {
    begun = true;
    if (section.dataset.state !== 'resting') return;
    section.style.setProperty('min-height', `${section.offsetHeight}px`);
    section.dataset.state = 'docked';
    root.classList.add('listening');
    loadWords();
    step();
  };
  const undock = () => {
    pause();
    panels.forEach(({ show }) => show(false));
    section.style.removeProperty('min-height');
    section.dataset.state = 'resting';
    root.classList.remove('listening');
    keepPosition();
    begun = false;
    follow(true);
    step();
    showState();
    playButton.focus({ preventScroll: true });
  };
  const left = stored(key);
  const resume = press([fill(labels.resume, { time: clock(left) })], () => {
    playFrom(left);
    playButton.focus();
  }, { class: 'player-resume', hidden: true });
  const card = make('div', { class: 'player-card' },
    make('div', { class: 'player-now' },
      ...(data.cover ? [make('img', { loading: 'lazy', src: data.cover, alt: '', class: 'player-cover' })] : []),
      make('p', { class: 'player-title' }, data.title), chapterName),
    make('div', { class: 'player-times', dir: 'ltr' }, bar, elapsed, make('span', {}, clock(duration))),
    make('div', { class: 'player-controls', dir: 'ltr' },
      button('previous_chapter', () => byChapter(-1)), button('previous_sentence', () => bySentence(-1)),
      button('back', () => by(-15000), '15'), playButton, button('forward', () => by(15000), '15'),
      button('next_sentence', () => bySentence(1)), button('next_chapter', () => byChapter(1))),
    make('p', { class: 'player-length' }, amount(Math.max(Math.round(duration / 60000), 1), 'minute', 'short')), resume,
    make('div', { class: 'player-extras' }, speeds, chapterPanel.opener, settingsPanel.opener,
      ...(embedded ? [] : [button('close', undock)])),
    chapterPanel.own, settingsPanel.own, caption, message, takeBack);
  section.dataset.state = embedded ? 'embedded' : 'resting';
  audio.removeAttribute('controls');
  section.querySelector('details.chapters')?.remove();
  section.append(...(embedded ? [] : [spot]), card);
  new ResizeObserver(() => {
    measure();
    if (embedded) parent.postMessage({ publishPlayer: root.offsetHeight }, '*');
  }).observe(card);
  setSpeed(settings.speed);
  if (settings.pick && !embedded) setPicking();
  step();
  showState();
  if (audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) fail();

  const onward = attempt(() => sessionStorage.getItem('publish:onward')) === location.pathname;
  attempt(() => sessionStorage.removeItem('publish:onward'));
  const linked = goToLink();
  if (onward) start();
  else if (!linked) resume.hidden = !(left > 0 && left < duration);
})();
