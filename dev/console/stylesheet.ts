/** The console's own look: clearly a workshop, not the service. */
export const stylesheet = `
:root {
  --ink: #212b32; --quiet: #4c6272; --ground: #f3f1ec; --sheet: #fff; --line: #d8d4ca;
  --link: #1d5a8a; --dark: #26292e; --lamp: #f6c65b; --good: #00703c; --bad: #b3261e;
}
* { box-sizing: border-box; }
html { font: 18px/1.5 arial, sans-serif; color: var(--ink); background: var(--ground); }
body { margin: 0; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible {
  outline: 4px solid #ffeb3b; outline-offset: 0; box-shadow: 0 0 0 6px var(--ink);
}
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: #ffeb3b; padding: .5rem 1rem; z-index: 1; }
header { background: var(--dark); color: #fff; border-bottom: 6px solid;
  border-image: repeating-linear-gradient(-45deg, var(--lamp) 0 14px, var(--dark) 14px 28px) 6; }
.wide { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header .wide { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding-block: .9rem .8rem; }
header strong { font-size: 1.2rem; }
.filters { margin: 0 0 1rem; } .filters a { color: var(--link); } .filters a[aria-current] { color: var(--ink); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 0; }
header .home { color: #fff; text-decoration: none; }
nav a { text-underline-offset: .25em; } header nav a { color: #fff; }
nav a[aria-current] { font-weight: 700; text-decoration-thickness: 3px; text-decoration-color: var(--lamp); }
main.wide { padding-block: 1.5rem 4rem; }
h1 { font-size: 2rem; line-height: 1.15; margin: .5rem 0 .75rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; max-width: 44rem; overflow-wrap: anywhere; }
.lead { color: var(--quiet); }
.quiet { color: var(--quiet); font-size: .9rem; margin: 0; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 4px; padding: 1.1rem 1.25rem; margin: 0 0 1rem; }
.grid { display: grid; gap: 1rem; margin: 0 0 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
.grid .sheet { margin: 0; } .message > * { min-width: 0; } .sheet a { overflow-wrap: anywhere; }
.message { display: grid; gap: .25rem 1.5rem; grid-template-columns: minmax(0, 1fr) auto; }
.message .code { align-self: start; font: 700 2.5rem/1.1 ui-monospace, menlo, consolas, monospace; letter-spacing: .08em; }
.message .text { grid-column: 1 / -1; margin: .25rem 0 0; }
.message details { grid-column: 1 / -1; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.45 ui-monospace, menlo, consolas, monospace; margin: .5rem 0 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.gist { font: .85rem/1.45 ui-monospace, menlo, consolas, monospace; margin: 0 0 .25rem; max-width: none; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
form.row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 0 0 1rem; }
td form.row { gap: .4rem; margin: 0; } td button { padding: .3rem .7rem; }
tr:last-child > * { border-bottom: 0; }
label { display: block; font-weight: 700; }
input, select { font: inherit; padding: .4rem .5rem; border: 2px solid var(--ink); border-radius: 0; background: #fff; max-width: 100%; }
button { font: inherit; font-weight: 700; padding: .5rem 1rem; border: 0; border-radius: 4px; background: var(--good); color: #fff;
  box-shadow: 0 3px 0 #004b28; cursor: pointer; }
button.plain { background: #fff; color: var(--ink); box-shadow: 0 3px 0 var(--line), inset 0 0 0 2px var(--ink); }
button.danger { background: var(--bad); box-shadow: 0 3px 0 #7a1712; }
.state { display: inline-block; padding: 0 .5rem; border-radius: 3px; font-weight: 700; font-size: .9rem; border: 2px solid; }
.state.up { color: var(--good); } .state.down, .state.garbage, .state.dropped { color: var(--bad); } .state.slow, .state.busy { color: #8a4b00; }
.time { font: 700 2rem/1.2 ui-monospace, menlo, consolas, monospace; margin: 0 0 .25rem; }
.empty { padding: 2.5rem 1.25rem; text-align: center; }
.empty p { margin-inline: auto; }
@media (max-width: 40rem) { .message { grid-template-columns: 1fr; } .message .code { grid-row: 1; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .35rem; }
  .faults thead { position: absolute; left: -999rem; } .faults tr { display: grid; grid-template-columns: 1fr auto; }
  .faults td:last-child { grid-column: 1 / -1; padding-top: 0; padding-bottom: .9rem; } .faults tr > :not(:last-child) { border: 0; } }
@media print { header .home, header nav a, button, button.danger { color: #000; } }
`;
