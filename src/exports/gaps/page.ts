import { escaped, type Page, pageHead, pageTail } from '../write/markup.js';
import type { Gap } from './group.js';
import { askedText, daysText, type GapReport, scopeText, signalParts, titleOf } from './report.js';

/** Gaps as a self-contained HTML page that can be searched and printed. */
export function gapsPage(report: GapReport): string {
  const page: Page = { title: titleOf(report), style, scripts: [script] };
  const { gaps } = report;
  const most = Math.max(1, ...gaps.map(({ weight }) => weight));
  const none = `<p class="none"${gaps.length === 0 ? '' : ' hidden'}>No ${gaps.length === 0 ? 'gaps were found' : 'matching gaps'}.</p>`;
  return `${pageHead(page)}${header(report)}
<main>
<ol>
${gaps.map((gap, i) => card(gap, { rank: i + 1, most, zone: report.period.zone })).join('')}</ol>
${none}
</main>
${pageTail(page)}`;
}

function header(report: GapReport): string {
  const { period, origin, bot } = report;
  const lines = [
    period.text,
    scopeText(report),
    `From ${origin}${bot === undefined ? '' : `, bot ${bot.id}`}`,
  ];
  return `<header>
<h1>${escaped(titleOf(report))}</h1>
${lines.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
<form role="search"><label>Search <input type="search" id="words" autocomplete="off" placeholder="words or a conversation id"></label><output id="count"></output></form>
</header>`;
}

type CardFacts = { readonly rank: number; readonly most: number; readonly zone: string | undefined };

function card(gap: Gap, { rank, most, zone }: CardFacts): string {
  const { question, answer, alsoAsked, weight } = gap;
  const chips = signalParts(gap).map((part) => `<li>${escaped(part)}</li>`);
  const also = alsoAsked.map((text) => `<li dir="auto">${escaped(text)}</li>`);
  const days = daysText(gap, zone);
  return `<li class="gap"><article>
<div class="weight" role="img" aria-label="weight ${weight}"><i style="width:${Math.round((weight / most) * 100)}%"></i></div>
<h2 dir="auto"><span>${rank}.</span> ${escaped(question)}</h2>
<p class="facts"><b>${escaped(askedText(gap))}</b>${days === '' ? '' : ` · ${escaped(days)}`}</p>
<ul class="signals">${chips.join('')}</ul>
<blockquote dir="auto"><b>Bot</b><p>${answer === '' ? '<i>no answer</i>' : escaped(answer)}</p></blockquote>
${also.length === 0 ? '' : `<details open><summary>Also asked as</summary><ul>${also.join('')}</ul></details>\n`}${idsOf(gap)}</article></li>
`;
}

/** Each id stays on one line, if it is not wider than the page. */
function idsOf({ conversations, count }: Gap): string {
  if (conversations.length === 0) return '';
  const more = count > conversations.length ? ` and ${count - conversations.length} more` : '';
  return `<p class="ids">${conversations.map((id) => `<bdi>${escaped(id)}</bdi>`).join(' ')}${more}</p>\n`;
}

const style = `
:root{--page:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee4;--bot:#f0f2f5;--mark:#c2410c;--chip:#fff1e8;--chipink:#9a3412}
@media (prefers-color-scheme:dark){:root{--page:#0f1216;--card:#171b21;--ink:#e6e9ee;--soft:#98a2ae;--line:#2a313a;--bot:#20262e;--mark:#fb923c;--chip:#3a2416;--chipink:#fdba74}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:52rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.4rem;margin:1.5rem 0 .3rem}
header p{color:var(--soft);margin:.1rem 0;font-size:.9rem;overflow-wrap:anywhere}
form{display:flex;gap:1rem;align-items:end;font-size:.85rem;color:var(--soft);margin:.9rem 0 1.2rem}
label{display:grid;gap:.15rem;flex:1;max-width:24rem}
input{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.3rem .5rem;height:2.2rem;min-width:0}
:focus-visible{outline:2px solid var(--mark);outline-offset:1px}
output{padding-bottom:.4rem}
main>ol{list-style:none;margin:0;padding:0 0 2rem}
.gap{background:var(--card);border:1px solid var(--line);border-radius:.7rem;margin:0 0 1rem;overflow:hidden}
article{padding:0 1.1rem 1rem}
.weight{height:.3rem;margin:0 -1.1rem .9rem;background:var(--line)}
.weight i{display:block;height:100%;background:var(--mark)}
h2{font-size:1.1rem;line-height:1.35;margin:0;white-space:pre-line;overflow-wrap:anywhere}
h2 span{color:var(--soft);font-weight:400}
.facts{margin:.2rem 0 .5rem;font-size:.9rem;color:var(--soft)}.facts b{color:var(--ink)}
.signals{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem;margin:0 0 .7rem;padding:0;font-size:.8rem}
.signals li{background:var(--chip);color:var(--chipink);border-radius:1rem;padding:.1rem .65rem}
blockquote{margin:0;background:var(--bot);border-radius:.6rem;padding:.5rem .8rem}
blockquote b{font-size:.75rem;color:var(--soft)}
blockquote p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:.7rem 0 0;font-size:.9rem}summary{cursor:pointer;color:var(--soft)}
details ul{margin:.2rem 0 0;padding-left:1.3rem;overflow-wrap:anywhere}
.ids{font:12px/1.5 ui-monospace,monospace;color:var(--soft);margin:.7rem 0 0}
.ids bdi{display:inline-block;max-width:100%;margin-right:.6em;overflow-wrap:anywhere}
.none{color:var(--soft);text-align:center;padding:3rem}
[hidden]{display:none}
@media print{form{display:none}body,.gap{background:#fff;color:#000}.gap{break-inside:avoid}.signals li,blockquote{border:1px solid #ccc;background:none;color:#000}}
`;

/** All gaps are in the page; this hides those that do not match. */
const script = `
(function () {
  var find = function (id) { return document.getElementById(id); };
  var all = Array.prototype.slice.call(document.querySelectorAll('.gap'));
  var texts = all.map(function (one) { return one.textContent.toLowerCase(); });
  function show() {
    var words = find('words').value.toLowerCase().split(/\\s+/).filter(Boolean), shown = 0;
    all.forEach(function (one, i) {
      var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      one.style.display = fits ? '' : 'none';
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
