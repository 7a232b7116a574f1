// Without this the pages work too: it only draws a page again when what it shows has changed.
(() => {
  'use strict';
  const main = document.getElementById('main');
  if (!main) return;
  for (const select of main.querySelectorAll('.filters select')) {
    select.addEventListener('change', () => select.form.submit());
  }
  if (!main.dataset.live || !window.EventSource) return;
  let before = null;
  let waiting = false;
  // while somebody is writing, nothing is taken from under the hands
  const writing = () => main.querySelector('.offer[open]') || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || '');
  const draw = async () => {
    if (waiting) return;
    waiting = true;
    try {
      while (writing()) await new Promise((done) => setTimeout(done, 1000));
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok || answer.redirected) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('main');
      if (!fresh || writing()) return;
      main.replaceChildren(...fresh.childNodes);
      main.classList.add('fresh');
      setTimeout(() => main.classList.remove('fresh'), 1600);
      for (const select of main.querySelectorAll('.filters select')) {
        select.addEventListener('change', () => select.form.submit());
      }
    } catch { /* the next change tries again */ } finally { waiting = false; }
  };
  const stream = new EventSource(main.dataset.live);
  stream.onmessage = (event) => {
    if (before !== null && before !== event.data) draw();
    before = event.data;
  };
  addEventListener('pagehide', () => stream.close());
})();
