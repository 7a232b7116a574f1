'use strict';
// Hides what the filters leave out. Every text stands in the page already; nothing is made here but choices.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId('filters');
  if (!form) return;
  const ones = [...document.querySelectorAll('.one')], records = [...document.querySelectorAll('.told')];
  const texts = new Map(records.map((record) => [record, record.textContent.toLowerCase()]));
  for (const name of ['rule', 'change']) {
    const counts = new Map();
    for (const one of ones) counts.set(one.dataset[name], (counts.get(one.dataset[name]) || 0) + 1);
    const select = byId(name);
    select.append(new Option(form.dataset.all, ''));
    for (const [value, n] of [...counts].sort()) select.append(new Option(`${value} (${n})`, value));
    select.addEventListener('change', () => filter());
  }
  const filter = () => {
    const rule = byId('rule').value, change = byId('change').value;
    const asked = byId('q').value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of ones) {
      const text = texts.get(one.closest('.told'));
      one.hidden = Boolean((rule && one.dataset.rule !== rule) || (change && one.dataset.change !== change) || !asked.every((word) => text.includes(word)));
      if (!one.hidden) shown++;
    }
    for (const record of records) record.hidden = [...record.querySelectorAll('.one')].every((one) => one.hidden);
    byId('shown').textContent = `${shown} / ${ones.length}`;
  };
  byId('q').addEventListener('input', () => filter());
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
