import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escaped, jsonInPage, pageHead, pageTail } from '../write/markup.js';
import { readableTime } from '../write/transcript.js';
import { type Before, beforeText, changeText, figureText, type Report } from './report.js';
import type { Chart, Figure } from './stats.js';

/** Statistics as a self-contained HTML page with charts (Chart.js is inlined). */
export async function statsPage(report: Report, packageDir: string): Promise<string> {
  const { stats, before } = report;
  const { title, figures, charts, isEmpty } = stats;
  const drawn = isEmpty ? [] : charts.filter(({ labels }) => labels.length > 0);
  const data = `const charts = ${jsonInPage(drawn)};`;
  const page = { title, style, scripts: [await chartLibrary(packageDir), data + script] };
  const shown = figures.filter(({ isDetail }) => !isDetail && !isEmpty);
  return `${pageHead(page)}${header(report)}
<main>
<section class="figures">${shown.map((figure) => figureCard(figure, before)).join('')}</section>
${drawn.map(chartSection).join('')}</main>
${pageTail(page)}`;
}

function header({ stats, subject, before }: Report): string {
  const { account, bot, made, period } = subject;
  const lines = [
    `${period.text}${stats.isEmpty ? ': no data in this range' : ''}`,
    ...(before === undefined ? [] : [beforeText(before)]),
    `Account ${account}, bot ${bot.id}, made ${readableTime(Date.parse(made))}`,
  ];
  return `<header><h1>${escaped(stats.title)}</h1>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}</header>`;
}

/** The browser build of the library, without the reference to its source map, which is not included. */
async function chartLibrary(packageDir: string): Promise<string> {
  const text = await readFile(join(packageDir, 'dist/chart.js'), 'utf8');
  return text.replace(/\/\/# sourceMappingURL=.*$/m, '').replaceAll('</script', '<\\/script');
}

function figureCard(figure: Figure, before: Before | undefined): string {
  const small = [changeText(figure, before), figure.note]
    .filter((text) => text !== undefined)
    .map((text) => `<small>${escaped(text)}</small>`);
  return `<div><b>${escaped(figureText(figure))}</b><span>${escaped(figure.label)}</span>${small.join('')}</div>`;
}

function chartSection({ key, title, labels, series, more }: Chart): string {
  const names = series.map(({ name }) => `<th scope="col">${escaped(name)}</th>`).join('');
  const rows = labels.map(
    (label, i) =>
      `<tr><th scope="row"><bdi>${escaped(label)}</bdi></th>${series.map(({ values }) => `<td>${(values[i] ?? 0).toLocaleString('en-US')}</td>`).join('')}</tr>`,
  );
  return `<section class="chart"><h2>${escaped(title)}</h2>
<div class="canvas"><canvas id="${key}" role="img" aria-label="${escaped(title)}"></canvas></div>
<details><summary>Numbers</summary><table><thead><tr><th></th>${names}</tr></thead><tbody>${rows.join('')}</tbody></table></details>
${more > 0 ? `<p class="more">and ${more} more</p>\n` : ''}</section>
`;
}

const style = `
:root{--page:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee4;--one:#1f6feb;--two:#9a6700}
@media (prefers-color-scheme:dark){:root{--page:#0f1216;--card:#171b21;--ink:#e6e9ee;--soft:#98a2ae;--line:#2a313a;--one:#6cb0ff;--two:#e3b341}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:72rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.4rem;margin:1.5rem 0 0}
header p{color:var(--soft);margin:.2rem 0;font-size:.9rem;overflow-wrap:anywhere}
header{padding-bottom:1.2rem}
main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem;padding-bottom:2rem}
.figures,.chart:nth-of-type(2),.chart:last-child:nth-of-type(odd){grid-column:1/-1}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:.75rem}
@media (max-width:44rem){.figures{grid-template-columns:repeat(2,1fr)}}
.figures div,.chart{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.8rem 1rem;min-width:0}
.figures b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
.figures small{display:block;font-size:.8rem;color:var(--soft)}
.figures span,.more{font-size:.85rem;color:var(--soft)}
.figures span{display:block;line-height:1.3;margin-bottom:.2rem}
h2{font-size:1rem;margin:0 0 .5rem}
.canvas{position:relative;height:16rem}
summary{cursor:pointer;color:var(--soft);font-size:.85rem}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.1rem .8rem .1rem 0}
th[scope=row]{text-align:left;font-weight:400;overflow-wrap:anywhere}
@media print{body,.chart,.figures div{background:#fff;color:#000}.chart{break-inside:avoid}details{display:none}}
`;

/** Draws the charts: horizontal bars for named categories, the x axis for times. */
const script = `
(function () {
  var colour = function (name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); };
  var drawn = [];
  function draw() {
    drawn.forEach(function (one) { one.destroy(); });
    Chart.defaults.color = colour('--soft');
    Chart.defaults.borderColor = colour('--line');
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    drawn = charts.map(function (chart) {
      var isTime = chart.shape === 'time', isNames = /^by_(source|country|mail_domain)$/.test(chart.key);
      return new Chart(document.getElementById(chart.key), {
        type: isTime ? 'line' : 'bar',
        data: {
          labels: chart.labels,
          datasets: chart.series.map(function (series, i) {
            var ink = colour(i === 0 ? '--one' : '--two');
            return { label: series.name, data: series.values, backgroundColor: ink, borderColor: ink, borderWidth: isTime ? 2 : 0,
              pointRadius: chart.labels.length > 60 ? 0 : 3, tension: 0, borderRadius: 3, maxBarThickness: 28 };
          })
        },
        options: {
          animation: false, responsive: true, maintainAspectRatio: false, indexAxis: isNames ? 'y' : 'x',
          interaction: { mode: 'index', intersect: false, axis: isNames ? 'y' : 'x' },
          plugins: { legend: { display: chart.series.length > 1 } },
          scales: isNames
            ? { x: { beginAtZero: true, ticks: { precision: 0 } }, y: { grid: { display: false } } }
            : { y: { beginAtZero: true, ticks: { precision: 0 } }, x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 14 } } }
        }
      });
    });
  }
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
`;
