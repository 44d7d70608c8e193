import type { Convo } from '../../api/convos.js';
import { day } from '../days.js';
import { escaped, type Page, pageHead, pageTail } from './markup.js';
import type { TextFormat } from './text-formats.js';
import { aboutConvo, nameOfRole, readableTime } from './transcript.js';

/** Conversations as a self-contained HTML page that can be searched, filtered and printed. */
export function htmlFormat(title: string): TextFormat<Convo> {
  const page: Page = { title, style, scripts: [script] };
  return {
    head: pageHead(page) + header(title),
    rows: (convos) => convos.map(article).join(''),
    tail: (isEmpty) =>
      `<p class="none"${isEmpty ? '' : ' hidden'}>No ${isEmpty ? '' : 'matching '}conversations.</p>\n</main>\n${pageTail(page)}`,
  };
}

function header(title: string): string {
  return `<header>
<h1>${escaped(title)}</h1>
<form role="search">
<label>Search <input type="search" id="words" autocomplete="off" placeholder="words, id or customer"></label>
<label>Source <select id="source"><option value="">all</option></select></label>
<label>From <input type="date" id="from"></label>
<label>To <input type="date" id="to"></label>
<output id="count"></output>
</form>
</header>
<main>
`;
}

function article(convo: Convo): string {
  const { id = '', createdAtMs, source = '', messages } = convo;
  const made = createdAtMs === undefined ? '' : day(createdAtMs);
  const about = aboutConvo(convo).map((part) => `<span>${escaped(part)}</span>`);
  const time = createdAtMs === undefined ? undefined : readableTime(createdAtMs);
  return `<article data-source="${escaped(source)}" data-day="${made}"${time === undefined ? '' : ` aria-label="Conversation of ${time}"`}>
<h2>${about.join(' ')}</h2><p class="id"><bdi>${escaped(id)}</bdi></p>
${messages.map(({ role, text }) => `<div class="${classOf(role)}"><b>${escaped(nameOfRole(role))}</b><p dir="auto">${escaped(text)}</p></div>\n`).join('')}</article>
`;
}

function classOf(role: string): string {
  return role === 'user' ? 'said visitor' : 'said';
}

const style = `
:root{--page:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee4;--visitor:#e3efff;--bot:#f0f2f5;--mark:#1f6feb}
@media (prefers-color-scheme:dark){:root{--page:#0f1216;--card:#171b21;--ink:#e6e9ee;--soft:#98a2ae;--line:#2a313a;--visitor:#16304f;--bot:#20262e;--mark:#6cb0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header{position:sticky;top:0;background:var(--page);border-bottom:1px solid var(--line);padding:.75rem max(1rem,calc(50vw - 24rem));z-index:1}
h1{font-size:1.15rem;margin:0 0 .5rem}
form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:stretch;font-size:.85rem;color:var(--soft)}
label{display:grid;gap:.15rem;align-content:end}input,select{height:2.2rem}
label:first-child{flex:1 1 14rem}
input,select{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.3rem .5rem;min-width:0}
:focus-visible{outline:2px solid var(--mark);outline-offset:1px}
main{max-width:48rem;margin:1rem auto;padding:0 1rem}
article{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem;margin:0 0 1rem;content-visibility:auto;contain-intrinsic-size:auto 20rem}
h2{font-size:.9rem;font-weight:600;margin:0;display:flex;flex-wrap:wrap;gap:.1rem .8rem}
h2 span+span{color:var(--soft);font-weight:400}
.id{font:12px/1.4 ui-monospace,monospace;color:var(--soft);margin:.15rem 0 .75rem;overflow-wrap:anywhere}
.said{background:var(--bot);border-radius:.6rem;padding:.5rem .75rem;margin:.4rem 3rem .4rem 0}
.visitor{background:var(--visitor);margin:.4rem 0 .4rem 3rem}
.said b{font-size:.75rem;color:var(--soft)}
.said p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.none{color:var(--soft);text-align:center;padding:3rem}
@media print{form{display:none}header{position:static}body,article{background:#fff;color:#000}article{border-color:#999;content-visibility:visible}.said{break-inside:avoid;border:1px solid #ccc;background:none}}
`;

/** All conversations are in the page; this hides those that do not match. */
const script = `
(function () {
  var find = function (id) { return document.getElementById(id); };
  var all = Array.prototype.slice.call(document.querySelectorAll('article'));
  var texts = all.map(function (one) { return one.textContent.toLowerCase(); });
  var sources = Array.from(new Set(all.map(function (one) { return one.dataset.source; }))).filter(Boolean).sort();
  sources.forEach(function (name) { find('source').add(new Option(name, name)); });
  function show() {
    var words = find('words').value.toLowerCase().split(/\\s+/).filter(Boolean);
    var source = find('source').value, from = find('from').value, to = find('to').value, shown = 0;
    all.forEach(function (one, i) {
      var day = one.dataset.day;
      var fits = (!source || one.dataset.source === source) && (!from || day >= from) && (!to || (day && day <= to)) &&
        words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      one.hidden = !fits;
      if (fits) shown++;
    });
    find('count').textContent = shown + ' of ' + all.length;
    document.querySelector('.none').hidden = shown > 0;
  }
  document.querySelector('form').addEventListener('input', show);
  document.querySelector('form').addEventListener('submit', function (event) { event.preventDefault(); });
  show();
})();
`;
