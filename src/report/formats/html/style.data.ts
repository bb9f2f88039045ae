// How the page looks: paper and ink by day, deep blue by night; one accent; figures of one width.

export const STYLE = `
:root{color-scheme:light dark;--paper:#f8f5ee;--sheet:#fffdf8;--ink:#1c2733;--soft:#5b6673;--line:#d9d2c3;--accent:#9a3b1b;--bar:#2f5d7c;--mark:#fff0c9}
@media (prefers-color-scheme:dark){:root{--paper:#0e1a2b;--sheet:#132238;--ink:#e6e9ee;--soft:#9fb0c3;--line:#2a3c55;--accent:#f0a37c;--bar:#7fb2d6;--mark:#3a3212}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main,header{max-width:76rem;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.2;margin:0 0 4px;font-weight:600}
h2{font-size:18px;margin:36px 0 8px;padding-bottom:4px;border-bottom:2px solid var(--ink)}
h3{font-size:16px;margin:0}
p{margin:4px 0}
.soft,th,caption,dt{color:var(--soft)}
code,.mono{font-family:ui-monospace,monospace;font-size:13px;overflow-wrap:anywhere}
a{color:var(--accent)}
nav{margin:12px 0}
nav a{margin-right:16px}
.figures{display:flex;flex-wrap:wrap;gap:8px 36px;margin:16px 0}
.figures div{min-width:6rem}
.figures b{display:block;font-size:28px;line-height:1.2;font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:12px 36px}
.charts h3{margin-bottom:4px}
svg{width:100%;height:auto;display:block}
svg text{fill:var(--ink);font-size:13px}
svg rect{fill:var(--bar)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--sheet)}
caption{text-align:left;padding:4px 0}
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 8px;border-bottom:1px solid var(--line)}
th{font-weight:500;white-space:nowrap}
td.n,th.n{text-align:right}
td{overflow-wrap:anywhere}
td:first-child{white-space:nowrap}
th button{all:unset;cursor:pointer;color:inherit}
th button:focus-visible,input:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.find{position:sticky;top:0;background:var(--paper);padding:8px 0;z-index:1;display:flex;gap:12px;align-items:center}
.find input{font:inherit;width:26rem;max-width:70%;padding:4px 8px;border:1px solid var(--soft);background:var(--sheet);color:inherit}
.host{background:var(--sheet);border:1px solid var(--line);padding:12px 16px;margin:12px 0}
.host table{margin:8px 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 12px;margin:8px 0}
dd{margin:0;overflow-wrap:anywhere}
.act{color:var(--accent);font-weight:600}
.new{background:var(--mark)}
summary{cursor:pointer;color:var(--soft)}
ul{margin:4px 0;padding-left:20px}
footer{margin:36px auto;color:var(--soft)}
[hidden]{display:none!important}
.script .find{display:flex}
html:not(.script) .find{display:none}
@media print{body{background:#fff;color:#000;font-size:11px}.find,nav{display:none!important}[hidden]{display:revert!important}.host,tr{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit;text-decoration:none}}
`;
