'use strict';
// The table of verdicts and the panels of records. Everything shown by the table goes in as text; panels come as
// markup that was escaped when the report was written.
(() => {
  const byId = (id) => document.getElementById(id);
  const words = JSON.parse(byId('words').textContent);
  if (!('DecompressionStream' in window)) {
    byId('old').hidden = false;
    return;
  }
  const PAGE = 50, PRINTED = 2000, BEARERS = 300;
  const title = document.title;

  /* ── what the report holds, in columns ── */
  const n = words.verdicts;
  const record = new Uint32Array(n), rule = new Uint16Array(n), status = new Uint8Array(n);
  const light = new Int8Array(n), bearer = new Uint32Array(n);
  const aside = [], due = [], said = [];
  const records = [];            // [id, kind, policy, first row, rows]
  const bearers = [''], bearerOf = new Map([['', 0]]);
  let panels = [];               // known once the browser has read the whole page
  const whole = new Promise((done) => (document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', done) : done()));
  let rows = 0;

  const unpack = async (script) => {
    let bytes;
    if (Uint8Array.fromBase64) bytes = Uint8Array.fromBase64(script.textContent);
    else {
      const letters = atob(script.textContent);
      bytes = new Uint8Array(letters.length);
      for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return JSON.parse(await new Response(stream).text());
  };

  const add = (list) => {
    for (const [id, kind, policy, verdicts] of list) {
      for (const v of verdicts) {
        record[rows] = records.length;
        rule[rows] = v[0];
        status[rows] = v[1];
        light[rows] = v[2];
        if (!bearerOf.has(v[3])) {
          bearerOf.set(v[3], bearers.length);
          bearers.push(v[3]);
        }
        bearer[rows] = bearerOf.get(v[3]);
        aside.push(v[4]);
        due.push(v[5]);
        said.push(v[6]);
        rows++;
      }
      records.push([id, kind, policy, rows - verdicts.length, verdicts.length]);
    }
  };

  /* ── small things ── */
  const make = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === 'class') element.className = value;
      else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value);
    }
    element.append(...inside);
    return element;
  };
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, key) => facts[key].toLocaleString());
  const link = (row) => {
    const [id, kind, , first] = records[record[row]];
    return '#' + new URLSearchParams({ record: id, kind, v: row - first });
  };

  /* ── state: what stands behind the # ── */
  const KEYS = ['light', 'status', 'rule', 'bearer', 'q', 'sort', 'page'];
  let state = {}, back = '#';
  const read = () => {
    state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    return state;
  };
  const keep = () => {
    const kept = new URLSearchParams();
    for (const key of KEYS) if (state[key]) kept.set(key, state[key]);
    history.replaceState(null, '', '#' + kept);
    back = location.hash || '#';
  };

  /* ── filters ── */
  const FACETS = {
    light: { of: (i) => light[i] + 1, word: (v) => (v ? words.lights[v - 1][0] : 'none'), label: (v) => (v ? words.lights[v - 1][1] : words.none), size: () => words.lights.length + 1 },
    status: { of: (i) => status[i], word: (v) => words.statuses[v][0], label: (v) => words.statuses[v][1], size: () => words.statuses.length },
    rule: { of: (i) => rule[i], word: (v) => words.rules[v][0], label: (v) => words.rules[v].join(' '), size: () => words.rules.length },
    bearer: { of: (i) => bearer[i], word: (v) => bearers[v] || 'none', label: (v) => bearers[v] || words.none, size: () => bearers.length },
  };
  let shown = new Uint32Array(0);

  // Rows that contain the words searched for; null: all.
  const searched = () => {
    const asked = (state.q || '').toLowerCase().split(/\s+/).filter(Boolean);
    if (!asked.length) return null;
    const fits = new Uint8Array(n).fill(1);
    for (const word of asked) {
      const has = (text) => text.toLowerCase().includes(word);
      const inRule = words.rules.map((r) => has(r.join(' ')));
      const inRecord = records.map((r) => has(r[0]) || has(r[1]));
      const inBearer = bearers.map(has);
      for (let i = 0; i < n; i++) {
        if (fits[i] && !(inRecord[record[i]] || inRule[rule[i]] || inBearer[bearer[i]] || has(said[i]) || has(aside[i]))) fits[i] = 0;
      }
    }
    return fits;
  };

  // The rows that fit, and how many each choice of a filter would leave.
  const filter = () => {
    const fits = searched(), facets = Object.entries(FACETS);
    const wanted = facets.map(([name, f]) => {
      if (!state[name]) return null;
      const list = new Uint8Array(f.size());
      for (let v = 0; v < list.length; v++) list[v] = f.word(v) === state[name] ? 1 : 0;
      return list;
    });
    const counts = facets.map(([, f]) => new Uint32Array(f.size()));
    const list = new Uint32Array(n);
    let found = 0;
    for (let i = 0; i < n; i++) {
      if (fits && !fits[i]) continue;
      let missed = 0, which = -1;
      for (let k = 0; k < 4; k++) {
        if (wanted[k] && !wanted[k][facets[k][1].of(i)]) { missed++; which = k; }
      }
      if (missed === 0) {
        list[found++] = i;
        for (let k = 0; k < 4; k++) counts[k][facets[k][1].of(i)]++;
      } else if (missed === 1) {
        counts[which][facets[which][1].of(i)]++;
      }
    }
    shown = list.subarray(0, found);
    facets.forEach(([name], k) => choices(name, counts[k]));
  };

  const choices = (name, counts) => {
    const f = FACETS[name], select = byId('f-' + name);
    // versions and rows of one rule share its id
    const sums = new Map();
    for (let v = 0; v < counts.length; v++) {
      const word = f.word(v);
      if (counts[v] || word === state[name]) {
        const sum = sums.get(word);
        if (sum) sum[1] += counts[v];
        else sums.set(word, [f.label(v), counts[v]]);
      }
    }
    let list = [...sums];
    if (name === 'bearer') {
      list.sort((a, b) => b[1][1] - a[1][1]);
      list = list.filter(([word], i) => i < BEARERS || word === state.bearer);
    }
    if (state[name] && !sums.has(state[name])) list.push([state[name], [state[name], 0]]);
    select.replaceChildren(make('option', { value: '' }, words.all), ...list.map(([word, [label, sum]]) => make('option', { value: word }, `${label} (${sum.toLocaleString()})`)));
    select.value = state[name] || '';
  };

  /* ── order ── */
  const order = (texts) => {
    const all = [...new Set(texts)].sort((a, b) => (a === '') - (b === '') || (a < b ? -1 : a > b ? 1 : 0));
    const place = new Map(all.map((text, i) => [text, i]));
    return Uint32Array.from(texts, (text) => place.get(text));
  };
  const ranks = {
    record: () => record,
    rule: () => rule,
    // gravest first: status, then light; among these the earliest due
    status: () => { const d = rank('due'); return Float64Array.from(status, (s, i) => (s * 8 + (light[i] & 7)) * 4294967296 + d[i]); },
    due: () => order(due),
    bearer: () => { const place = order(bearers); return Uint32Array.from(bearer, (b) => place[b]); },
  };
  const known = {};
  const rank = (name) => (known[name] ||= ranks[name]());
  const sorting = () => {
    const asked = state.sort || 'status', down = asked.startsWith('-'), name = asked.replace('-', '');
    return { name: name in ranks ? name : 'status', down };
  };
  const sort = () => {
    const { name, down } = sorting(), by = rank(name), sign = down ? -1 : 1;
    shown.sort((a, b) => sign * (by[a] - by[b]) || a - b);
  };

  /* ── the table ── */
  const line = (i) => {
    const [id, kind] = records[record[i]], [word, label, grave] = words.statuses[status[i]];
    const badge = make('span', { class: `badge ${grave}` }, label);
    if (light[i] >= 0) badge.append(make('i', { class: `light ${words.lights[light[i]][0]}` }, words.lights[light[i]][1]));
    return make('tr', {},
      make('th', { scope: 'row' }, make('a', { href: link(i) }, id), ' ', make('small', {}, kind)),
      make('td', {}, make('b', {}, words.rules[rule[i]][0]), ' ', words.rules[rule[i]][1], ' ', make('small', {}, aside[i])),
      make('td', { class: word }, badge),
      make('td', { class: 'due' }, due[i]),
      make('td', {}, bearers[bearer[i]]),
      make('td', {}, said[i]));
  };

  let body, count, pager, cut, heads;
  const build = () => {
    const select = (name) => make('label', {}, make('span', {}, words[name]), make('select', { id: 'f-' + name, onchange: (e) => change({ [name]: e.target.value }) }));
    let wait;
    const search = make('label', { class: 'q' }, make('span', {}, words.q), make('input', {
      id: 'f-q', type: 'search', placeholder: words.hint, autocomplete: 'off',
      oninput: (e) => { clearTimeout(wait); wait = setTimeout(() => change({ q: e.target.value.trim() }), 180); },
    }));
    const filters = make('form', { class: 'filters', role: 'search', onsubmit: (e) => e.preventDefault() },
      search, select('light'), select('status'), select('rule'), select('bearer'),
      make('button', { type: 'button', onclick: () => change({ light: '', status: '', rule: '', bearer: '', q: '' }) }, words.clear),
      make('button', { type: 'button', onclick: () => window.print() }, words.print));
    count = make('p', { class: 'count', role: 'status', 'aria-live': 'polite' });
    cut = make('p', { class: 'note cut', hidden: '' });
    heads = Object.keys(ranks).map((name, k) => make('th', { scope: 'col', 'data-by': name },
      make('button', { type: 'button', onclick: () => { const s = sorting(); change({ sort: s.name === name && !s.down ? '-' + name : name }); } }, words.columns[k])));
    heads.push(make('th', { scope: 'col' }, words.columns[5]));
    body = make('tbody');
    pager = make('nav', { class: 'pager', 'aria-label': words.pages });
    byId('table').replaceChildren(filters, count, cut,
      make('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': words.status }, make('table', { class: 'verdicts' }, make('thead', {}, make('tr', {}, ...heads)), body)), pager);
  };

  const draw = (all) => {
    const last = Math.max(1, Math.ceil(shown.length / PAGE));
    const page = Math.min(last, Math.max(1, parseInt(state.page, 10) || 1));
    const part = all ? shown.subarray(0, PRINTED) : shown.subarray((page - 1) * PAGE, page * PAGE);
    const rowsNow = Array.from(part, line);
    if (!rowsNow.length) rowsNow.push(make('tr', {}, make('td', { colspan: 6, class: 'nothing' }, words.nothing)));
    body.replaceChildren(...rowsNow);
    const { name, down } = sorting();
    for (const head of heads) {
      if (head.dataset.by === name) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    const inRecords = new Uint8Array(records.length);
    let r = 0;
    for (const i of shown) if (!inRecords[record[i]]) { inRecords[record[i]] = 1; r++; }
    const facts = { n: shown.length, r, all: n };
    count.textContent = fill(shown.length === n ? words.shown : words.of, facts);
    cut.hidden = !(all && shown.length > PRINTED);
    cut.textContent = fill(words.cut, { n: PRINTED, all: shown.length });
    const turn = (to, label) => {
      const attributes = { type: 'button', onclick: () => { change({ page: String(to) }, true); byId('verdicts').scrollIntoView(); } };
      if (to < 1 || to > last) attributes.disabled = '';
      return make('button', attributes, label);
    };
    pager.replaceChildren(turn(1, '«'), turn(page - 1, words.previous), make('span', {}, fill(words.page, { p: page, all: last })), turn(page + 1, words.next), turn(last === page ? last + 1 : last, '»'));
    if (page === 1) pager.firstChild.disabled = true;
  };

  const change = (changes, samePage) => {
    if (!samePage) state.page = '';
    Object.assign(state, changes);
    keep();
    list(!samePage);
  };

  const list = (anew) => {
    if (anew) { filter(); sort(); }
    byId('f-q').value !== (state.q || '') && document.activeElement !== byId('f-q') && (byId('f-q').value = state.q || '');
    draw(false);
  };

  /* ── one record ── */
  let places = null, here = -1;
  const panel = byId('record');
  const find = (id, kind) => {
    if (!places) {
      places = new Map();
      records.forEach((r, i) => { places.set(r[0] + '\n' + r[1], i); if (!places.has(r[0])) places.set(r[0], i); });
    }
    return places.get(id + '\n' + kind) ?? places.get(id) ?? -1;
  };
  const cache = new Map();
  const markup = async (i) => {
    await whole;
    if (!panels.length) panels = [...document.querySelectorAll('script.panels')];
    let low = 0;
    for (let k = 0; k < panels.length && Number(panels[k].dataset.first) <= i; k++) low = k;
    if (!cache.has(low)) {
      if (cache.size > 3) cache.delete(cache.keys().next().value);
      cache.set(low, await unpack(panels[low]));
    }
    return cache.get(low)[i - Number(panels[low].dataset.first)];
  };
  const show = async () => {
    const { record: id, kind, v } = state;
    const i = find(id, kind || '');
    here = i;
    const html = i < 0 ? null : await markup(i);
    const near = (step, label) => {
      const at = i + step, r = records[at];
      return r && i >= 0 ? make('a', { href: '#' + new URLSearchParams({ record: r[0], kind: r[1] }) }, label) : '';
    };
    const bar = make('nav', { class: 'bar' }, make('a', { href: back, class: 'back' }, words.back), make('span', {}, near(-1, words.before), ' ', near(1, words.after)));
    if (html === null) panel.replaceChildren(bar, make('p', { class: 'note' }, words.absent + id));
    else {
      panel.innerHTML = html;
      panel.prepend(bar);
    }
    document.title = `${id} · ${title}`;
    byId('overview').hidden = byId('verdicts').hidden = true;
    panel.hidden = false;
    const target = (v && v !== '0' && byId('v' + v)) || panel.querySelector('h2');
    panel.querySelectorAll('.marked').forEach((e) => e.classList.remove('marked'));
    if (v && byId('v' + v)) byId('v' + v).classList.add('marked');
    if (target) {
      if (target.tagName === 'H2') window.scrollTo(0, 0);
      target.focus({ preventScroll: target.tagName === 'H2' });
    }
  };
  panel.addEventListener('click', (e) => {
    const to = e.target.closest('a[data-v]');
    if (!to) return;
    e.preventDefault();
    const verdict = byId('v' + to.dataset.v);
    verdict.scrollIntoView();
    verdict.focus();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && !panel.hidden) location.hash = back;
  });

  const route = () => {
    const was = location.hash;
    read();
    if (state.record !== undefined) return show();
    if (was === '#verdicts' || was === '#errors') state = {};
    if (!panel.hidden) {
      panel.hidden = true;
      panel.replaceChildren();
      byId('overview').hidden = byId('verdicts').hidden = false;
      document.title = title;
    }
    back = was || '#';
    list(true);
    const from = here >= 0 && body.querySelector(`a[href^="${CSS.escape('#' + new URLSearchParams({ record: records[here][0] }))}"]`);
    if (from) from.focus();
    else if (KEYS.some((key) => state[key])) byId('verdicts').scrollIntoView();
    here = -1;
  };

  window.addEventListener('hashchange', route);
  window.addEventListener('beforeprint', () => { if (panel.hidden && body) draw(true); });
  window.addEventListener('afterprint', () => { if (panel.hidden && body) draw(false); });

  const start = async () => {
    const packed = [...document.querySelectorAll('script.rows')];
    const note = make('p', { class: 'note' }, words.reading);
    byId('table').replaceChildren(note);
    byId('table').hidden = false;
    for (const [k, script] of packed.entries()) {
      add(await unpack(script));
      script.remove();
      note.textContent = `${words.reading} ${Math.round((100 * (k + 1)) / packed.length)}%`;
    }
    byId('plain').hidden = true;
    build();
    route();
    document.documentElement.dataset.ready = Math.round(performance.now());
  };
  start().catch((error) => {
    byId('table').replaceChildren(make('p', { class: 'note' }, words.broken + error));
    byId('plain').hidden = false;
  });
})();
