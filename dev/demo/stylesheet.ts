/** The looks of the two services, warm and green, and nobody else's. */
export const stylesheet = `
:root {
  --ink: #3a2620; --quiet: #6d5349; --ground: #fdf6ea; --sheet: #fffdf9; --line: #e8d5bb;
  --clay: #b2482a; --clay-deep: #843119; --river: #1f5c5a; --sun: #f3c98b; --focus: #1b3f8f;
  --display: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif;
}
.hillview {
  --ink: #2b2436; --quiet: #5a5166; --ground: #f3f5ea; --sheet: #fdfdf8; --line: #d3dabb;
  --clay: #5d3a7a; --clay-deep: #40265a; --river: #47622a; --sun: #c9b4dd; --focus: #9a3412;
}
* { box-sizing: border-box; }
html { font: 18px/1.55 "Seravek", "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--ground); }
body { margin: 0; }
h1, h2, h3, .home span { font-family: var(--display); line-height: 1.15; }
h1 { font-size: clamp(2rem, 5vw, 3rem); margin: 0 0 1rem; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: 1.4rem; margin: 0 0 .5rem; }
h3 { font-size: 1.1rem; margin: 1rem 0 .5rem; }
p { margin: 0 0 1rem; max-width: 40rem; }
a { color: var(--river); text-underline-offset: .2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 4px; }
code { font: .88em ui-monospace, menlo, consolas, monospace; }
.wide { max-width: 66rem; margin: 0 auto; padding-inline: 1.25rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem 1rem; z-index: 1; }
.demo { max-width: none; margin: 0; background: var(--ink); color: #fbe9d2; font-size: .85rem; padding-block: .35rem; }
.demo .wide { display: block; }
header .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 2rem; padding-block: 1rem; }
.home { display: flex; align-items: center; gap: .7rem; color: var(--ink); text-decoration: none; font-size: 1.5rem; font-weight: 700; margin-right: auto; }
.mark { flex: none; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 0; padding: 0; }
nav a { color: var(--ink); }
main { padding-block: 1.25rem 3rem; }
.lead { font-size: 1.2rem; color: var(--quiet); }
.lead strong { color: var(--ink); overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: .92rem; }
.hero { display: grid; grid-template-columns: minmax(0, 1.05fr) minmax(0, 1fr); background: var(--sheet); border: 1px solid var(--line); border-radius: 22px; overflow: hidden; }
.hero .words { padding: clamp(1.5rem, 4vw, 3.25rem); align-self: center; }
.hero .quiet { margin: 1.25rem 0 0; }
.picture { width: 100%; height: 100%; min-height: 14rem; display: block; }
button { font: inherit; cursor: pointer; }
.main { background: var(--clay); color: #fff; border: 0; border-radius: 999px; padding: .8rem 1.7rem; font-weight: 700; box-shadow: 0 3px 0 var(--clay-deep); }
@media print { .demo .wide, .main { color: #000; } .main { border: 2px solid; } }
.main:hover { background: var(--clay-deep); }
.second { background: transparent; color: var(--river); border: 2px solid var(--river); border-radius: 999px; padding: .65rem 1.3rem; font-weight: 700; }
.second:hover { background: color-mix(in srgb, var(--river) 12%, transparent); }
.main:active, .second:active { transform: translateY(2px); box-shadow: none; }
.text { background: none; border: 0; color: var(--clay-deep); text-decoration: underline; text-underline-offset: .2em; padding: .4rem 0; }
.buttons { display: flex; flex-wrap: wrap; gap: .9rem 1rem; align-items: center; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem; list-style: none; padding: 0; margin: 1.5rem 0; }
.cards li { background: var(--sheet); border: 1px solid var(--line); border-top: 5px solid var(--sun); border-radius: 12px; padding: 1.1rem 1.25rem; }
.cards p { margin: 0; color: var(--quiet); }
.cards .when { color: var(--clay-deep); font-weight: 700; margin-bottom: .25rem; }
.hello { padding-block: 1rem 0; }
.hello p { margin-bottom: .35rem; }
.notice { border-left: 6px solid var(--river); background: color-mix(in srgb, var(--river) 10%, var(--sheet)); border-radius: 0 12px 12px 0; padding: 1.1rem 1.4rem; margin: 0 0 1.5rem; }
.notice p:last-child { margin: 0; }
.trouble { border-color: var(--clay); background: #fbe6da; }
.bench { margin: 2.25rem 0 0; }
.pairs { columns: 27rem; column-gap: 1rem; }
.facts { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem; margin: 0 0 1rem; break-inside: avoid; }
.facts h3 { margin-top: 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .45rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { width: 46%; padding-right: 1rem; font-weight: 400; }
th span { display: block; color: var(--quiet); font-size: .82rem; line-height: 1.3; }
.plain { color: var(--quiet); font: .8rem ui-monospace, menlo, consolas, monospace; }
td .plain { display: block; }
summary { cursor: pointer; color: var(--river); padding: .3rem 0; }
details[open] > summary { margin-bottom: .4rem; }
.facts details { margin-top: .6rem; }
pre { margin: 0; padding: .8rem 1rem; background: #f6ead7; border-radius: 8px; overflow-x: auto; font: .8rem/1.5 ui-monospace, menlo, consolas, monospace; max-height: 26rem; }
.more { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.exchanges { padding: 0; margin: 0; list-style: none; counter-reset: step; }
.exchanges li { counter-increment: step; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: .5rem 1.25rem; margin-bottom: .6rem; }
.exchanges summary::before { content: counter(step) ". "; }
.address { overflow-wrap: anywhere; max-width: none; font-size: .92rem; }
.wire { margin: 0; font-size: .92rem; }
.wire div { display: grid; grid-template-columns: minmax(9rem, 14rem) minmax(0, 1fr); gap: .1rem 1rem; padding: .25rem 0; border-top: 1px solid var(--line); }
.trouble .wire div { border-color: #e9bfa8; }
.wire dd { margin: 0; overflow-wrap: anywhere; }
.paper { background: var(--sheet); border: 1px solid var(--line); border-radius: 22px; padding: clamp(1.5rem, 4vw, 3rem); }
.paper h2 { margin-top: 1.75rem; }
footer { border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; padding-block: 1.25rem 2rem; }
footer p { margin: 0; }
.more h2 { font-size: 1.2rem; margin-top: 1.75rem; }
.vectors { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: .75rem 1.25rem; list-style: none; padding: 0; margin: .75rem 0 0; }
.vectors li { display: grid; gap: .25rem; align-content: start; grid-template-columns: minmax(0, 1fr); }
.vectors span { color: var(--quiet); font-size: .92rem; overflow-wrap: anywhere; }
.note { display: grid; gap: .6rem; max-width: 40rem; margin-bottom: 1rem; }
.note label { font-weight: 700; }
.note input { font: inherit; color: inherit; background: var(--sheet); border: 2px solid var(--ink); border-radius: 8px; padding: .55rem .75rem; width: 100%; min-width: 0; }
.bench p code { overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  .hero { grid-template-columns: 1fr; }
  .picture { max-height: 12rem; min-height: 0; }
  .buttons form, .buttons button, .hero form, .hero button { width: 100%; }
  .facts th, .facts td { display: block; width: auto; }
  .facts td { border-top: 0; padding-top: 0; }
  .facts th { padding-bottom: 0; }
  .wire div { grid-template-columns: 1fr; }
}
`;
