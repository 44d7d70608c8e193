/** The style of the page of results, for light and dark screens and for paper. */
export const pageStyle = `
:root{--page:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee4;--pass:#116b37;--pass-bg:#dcf3e4;--fail:#a3182b;--fail-bg:#fbe0e3;--error:#7a4b00;--error-bg:#fdeccb;--asked:#e3efff;--mark:#1f6feb}
@media (prefers-color-scheme:dark){:root{--page:#0f1216;--card:#171b21;--ink:#e6e9ee;--soft:#98a2ae;--line:#2a313a;--pass:#7fe0a3;--pass-bg:#12331f;--fail:#ff9aa7;--fail-bg:#431a20;--error:#f5c56b;--error-bg:#3d2e0d;--asked:#16304f;--mark:#6cb0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:80rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.4rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .75rem}h3{font-size:1rem;margin:0 0 .75rem}h4{font-size:.9rem;margin:0 0 .5rem;display:flex;gap:.5rem;align-items:center;justify-content:space-between;overflow-wrap:anywhere}
header p{margin:.15rem 0 .75rem;color:var(--soft);font-size:.85rem}
.chips{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;margin:0 0 1.25rem;padding:0;font-size:.9rem}
.chips li{padding:.2rem .7rem;border-radius:1rem;background:var(--card);border:1px solid var(--line)}
.pass{color:var(--pass);background:var(--pass-bg)!important}.fail{color:var(--fail);background:var(--fail-bg)!important}.error{color:var(--error);background:var(--error-bg)!important}.none{color:var(--soft)}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.55rem .8rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:middle}
thead th{font-size:.85rem;color:var(--soft);font-weight:600;min-width:7rem}
tbody th{font-weight:500;min-width:12rem;overflow-wrap:anywhere}
tfoot th,tfoot td{font-size:.85rem;color:var(--soft)}tfoot tr:last-child>*{border-bottom:0}
tbody tr:hover{background:color-mix(in srgb,var(--mark) 6%,transparent)}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}
.cell{display:inline-block;padding:.1rem .6rem;border-radius:.4rem;font-weight:600;font-size:.85rem;white-space:nowrap}
article{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem;scroll-margin-top:1rem}
.lanes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}
.lane{min-width:0;scroll-margin-top:1rem}.lane:target{outline:2px solid var(--mark);outline-offset:.4rem;border-radius:.3rem}
.asked,.got{margin:.4rem 0 0;padding:.5rem .7rem;border-radius:.5rem;white-space:pre-wrap;overflow-wrap:anywhere}
.asked{background:var(--asked)}.got{border:1px solid var(--line)}
.about,.round,.again{margin:.2rem 0 .4rem;color:var(--soft);font-size:.8rem}
.round{margin-top:.8rem;font-weight:600}
.wrong{margin:.3rem 0;color:var(--fail);font-size:.9rem;white-space:pre-wrap;overflow-wrap:anywhere}
.again code{overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--mark);outline-offset:1px}
@media print{body{background:#fff}article{break-inside:avoid}.scroll{overflow:visible}}
`;
