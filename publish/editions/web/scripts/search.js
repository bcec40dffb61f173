// The search in a book: publish.index is the index (search.py has its shape).
'use strict';

(() => {
  const data = document.getElementById('reader-data');
  if (!data) return;
  const { labels } = JSON.parse(data.textContent);
  const { lang } = document.documentElement;

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  // Without case and marks: "Lodz" finds "Łódź" where Unicode divides the letters.
  const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const termsOf = (query) =>
    [...query.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) => plain(phrase ?? word).trim()).filter(Boolean);
  const hitsOf = (text, term) => {
    const hits = [];
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) hits.push(at);
    return hits;
  };

  // Returns [[section, passage], ...], the best passage of each section, best first. A word's begin
  // counts twice, a rare word more than a common one, a title most.
  const searched = ({ pages, sections, passages }, terms) => {
    const found = passages.map((one, place) => {
      const text = plain(one[2]);
      const points = terms.map((term) => {
        const hits = hitsOf(text, term);
        const begins = hits.filter((at) => !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')).length;
        return Math.log2(1 + hits.length + begins);
      });
      return { section: one[0], place, points };
    });
    const rarity = terms.map((_, at) => {
      const number = found.filter(({ points }) => points[at]).length;
      return Math.log2(1 + passages.length / (1 + number));
    });
    const best = new Map();
    const wanted = found.some(({ points }) => points.every(Boolean)) ? terms.length : 1;
    for (const { section, place, points } of found) {
      if (points.filter(Boolean).length < wanted) continue;
      const [page, , title] = sections[section];
      const named = [title, pages[page][1]].includes(passages[place][2]) ? 4 : 1;
      const score = named * points.reduce((sum, one, at) => sum + one * rarity[at], 0);
      if (score > (best.get(section)?.score ?? 0)) best.set(section, { score, place });
    }
    return [...best].sort(([, a], [, b]) => b.score - a.score).map(([section, { place }]) => [section, place]);
  };
  const snippet = (text, terms) => {
    let folded = '';
    const origin = [];
    let at = 0;
    for (const sign of text) {
      const short = plain(sign);
      folded += short;
      for (let unit = 0; unit < short.length; unit += 1) origin.push(at);
      at += sign.length;
    }
    origin.push(text.length);
    const spans = terms
      .flatMap((term) => hitsOf(folded, term).map((hit) => [origin[hit], origin[hit + term.length]]))
      .sort(([a], [b]) => a - b);
    const first = spans[0]?.[0] ?? 0;
    const from = first < 90 ? 0 : text.indexOf(' ', first - 80) + 1 || first - 40;
    const space = text.lastIndexOf(' ', first + 200);
    const to = text.length - first < 230 ? text.length : space > first ? space : first + 200;
    const line = make('p', {}, from > 0 ? '… ' : '');
    let done = Math.min(from, first);
    for (const [begin, end] of spans) {
      if (begin < done || end > to) continue;
      line.append(text.slice(done, begin), make('mark', {}, text.slice(begin, end)));
      done = end;
    }
    line.append(text.slice(done, to), to < text.length ? ' …' : '');
    return line;
  };

  const place = document.getElementById('search-results');
  const index = window.publish?.index;
  const status = make('p', { role: 'status' });
  const list = make('ol', { class: 'search-results' });
  const run = (query) => {
    const terms = termsOf(query);
    const found = terms.length ? searched(index, terms) : [];
    const number = new Intl.NumberFormat(lang).format(found.length);
    const said = found.length ? labels.results.replace('{number}', number) : labels.no_results;
    status.textContent = terms.length ? said.replace('{query}', query) : '';
    list.replaceChildren(...found.slice(0, 100).map(([section, passage]) => {
      const [page, id, title] = index.sections[section];
      const [address, name] = index.pages[page];
      const target = index.passages[passage][1] || id;
      const words = title === name ? name : `${name} – ${title}`;
      const link = make('a', { href: target ? `${address}#${target}` : address }, words);
      return make('li', {}, link, snippet(index.passages[passage][2], terms));
    }));
  };
  if (place && index) {
    place.removeAttribute('aria-live'); // the status speaks, and the list is silent
    place.append(status, list);
    const query = new URLSearchParams(location.search).get('q') ?? '';
    for (const input of document.querySelectorAll('form.search input')) input.value = query;
    run(query);
  }
  // A policy may refuse forms; and where the results are, no page needs to load.
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form.search');
    if (!form) return;
    event.preventDefault();
    const query = form.elements.q.value.trim();
    const address = `${form.getAttribute('action')}?${new URLSearchParams({ q: query })}`;
    if (!place || !index) {
      location.href = address;
      return;
    }
    try {
      history.replaceState(null, '', address);
    } catch {
      // The address of a local file stays.
    }
    run(query);
  });
})();
