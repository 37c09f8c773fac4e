import { FORMS } from '../stack/styles.ts';

/** Of the window: the page's own colours, by the names under which the stack has them. */
const WINDOW = `
:host { font: 16px/1.4 var(--sans, system-ui, sans-serif); color: var(--_ink); font-variant-numeric: tabular-nums; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, h4, p, dl, dd, ul, ol, table { margin: 0; padding: 0; list-style: none; }
code { font-family: var(--mono, ui-monospace, monospace); }
:focus-visible { outline: 3px solid var(--focus, var(--_ink)); outline-offset: 2px; }
h2:focus-visible { outline: none; }
dialog { width: min(1480px, 97vw); height: min(1000px, 96vh); max-width: none; max-height: none; padding: 0; overflow: hidden;
  border: 1px solid var(--_line); border-top: 5px solid var(--c); border-radius: 8px; background: var(--_bg); color: inherit; }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: rgb(13 19 27 / 55%); }
header { display: flex; gap: 12px; align-items: start; padding: 14px 14px 6px 20px; }
header > div { flex: 1; min-width: 0; }
h2 { font: 600 18px/1.35 var(--mono, monospace); overflow-wrap: anywhere; max-height: 4.1em; overflow-y: auto; }
h3 { font-size: 16px; line-height: 1.4; overflow-wrap: anywhere; }
.facts, .status { color: var(--_mut); font-size: 15px; }
button, select, input { min-height: 40px; padding: 6px 12px; border: 1px solid var(--ctl, currentcolor); border-radius: 8px;
  background: var(--_surface); color: inherit; font: inherit; font-size: 15px; }
button { background: none; cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--_ink) 6%, transparent); }
.close { width: 44px; min-height: 44px; padding: 0; border-color: transparent; font-size: 26px; line-height: 1; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: end; padding: 0 20px; border-bottom: 1px solid var(--_line); }
.bar select { margin: 0 0 6px auto; min-width: 0; max-width: 100%; flex: 0 1 380px; }
.tabs { display: flex; overflow-x: auto; gap: 4px; }
.tab { min-height: 44px; border: 0; border-bottom: 3px solid transparent; border-radius: 0; white-space: nowrap; }
.tab[aria-selected=true] { border-color: var(--_ink); font-weight: 650; }
.tab:focus-visible { outline-offset: -3px; }
.panels { flex: 1; min-height: 0; display: flex; }
[role=tabpanel] { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 8px; padding: 12px 20px 16px; overflow: auto; }
.empty { padding: 24px 0; }
`;

const GRID = `
.filter { display: flex; flex-wrap: wrap; gap: 8px; }
.filter input { flex: 1 1 180px; min-width: 0; font-family: var(--mono, monospace); }
.kinds { display: flex; flex-wrap: wrap; gap: 6px; flex-basis: 100%; }
.kinds button { display: inline-flex; gap: 7px; align-items: center; min-height: 36px; padding: 3px 12px 3px 10px; border-radius: 99px; }
.kinds button[aria-pressed=false] { border-style: dashed; color: var(--_mut); text-decoration: line-through; }
.kinds button[aria-pressed=true] { border-color: var(--_ink); background: var(--_surface); font-weight: 550; }
.around { flex: 1; min-height: 220px; display: grid; grid-template-columns: minmax(0, 1fr) 330px; gap: 16px; }
.grid { overflow: auto; border: 1px solid var(--_line); border-radius: 8px; background: var(--_surface); contain: strict; }
.rows { position: relative; }
.line { display: grid; grid-template-columns: minmax(0, 1fr) 120px 116px 58px 78px; gap: 0 12px; align-items: center; height: 36px; padding: 0 12px 0 8px; }
.head { position: sticky; top: 0; z-index: 1; background: var(--_surface); border-bottom: 1px solid var(--_line); font-size: 14px; color: var(--_mut); font-weight: 600; }
.rows .line { position: absolute; inset: 0 0 auto; cursor: default; font-size: 15px; }
.rows .line:hover { background: color-mix(in srgb, var(--_ink) 5%, transparent); }
.rows .line[aria-selected=true] { background: color-mix(in srgb, var(--_ink) 10%, transparent); }
.rows .line:focus-visible { outline-offset: -3px; }
.line > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.path { display: flex; align-items: center; gap: 6px; padding-left: calc(min(var(--level, 0), 12) * 16px); }
.path code { overflow: hidden; text-overflow: ellipsis; font-size: 14.5px; }
.what { color: var(--_mut); font-size: 14px; }
.size { text-align: right; padding: 3px 6px; background: linear-gradient(to left, color-mix(in srgb, var(--c) 26%, transparent) var(--share, 0%), transparent 0); }
.mode, .owner { font: 14px var(--mono, monospace); color: var(--_mut); }
.head .size { background: none; }
.head .mode, .head .owner { font: inherit; }
.twisty { flex: none; width: 24px; height: 24px; display: grid; place-items: center; cursor: pointer; }
.twisty::before { content: ""; width: 7px; height: 7px; border: solid var(--_mut); border-width: 0 2px 2px 0; rotate: -45deg; }
[aria-expanded=true] .twisty::before { rotate: 45deg; }
.mark { flex: none; width: 12px; height: 12px; margin: 0 6px; background: var(--c); opacity: .75; }
.kinds .mark { margin: 0; }
:is([data-kind=changed], [data-kind=metadata]) > .mark, :is([data-kind=changed], [data-kind=metadata]) .path .mark
  { opacity: 1; border: 1px solid var(--c); background: linear-gradient(135deg, var(--_surface) 0 40%, var(--c) 40%); }
[data-kind=metadata] > .mark, [data-kind=metadata] .path .mark { background: var(--_surface); border: 2px solid var(--c); }
:is([data-kind=touched], [data-kind=around]) > .mark, :is([data-kind=touched], [data-kind=around]) .path .mark
  { background: none; border: 1px dashed var(--_mut); }
:is([data-kind=deleted], [data-kind=opaque], [data-kind=gone]) > .mark, :is([data-kind=deleted], [data-kind=opaque], [data-kind=gone]) .path .mark
  { opacity: 1; border: 1.5px dashed var(--_tape-ink); background: repeating-linear-gradient(45deg, var(--_tape-ink) 0 1px, var(--_tape) 1px 4px); }
:is([data-kind=deleted], [data-kind=gone]) .path code { text-decoration: line-through; text-decoration-thickness: 1px; }
:is([data-kind=touched], [data-kind=around]) .path code { color: var(--_mut); }
.detail { overflow: auto; padding: 2px 2px 2px 0; }
.detail dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px 14px; margin-top: 10px; }

.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; }
dt { color: var(--_mut); }
dd { overflow-wrap: anywhere; }
`;

const OTHERS = `
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.tree-panel { display: flex; flex-direction: column; gap: 8px; flex: 1; min-height: 0; }
.link { min-height: 32px; padding: 2px 10px; margin: 0 6px 4px 0; border-radius: 99px; }
.merged:not([hidden]) { display: grid; grid-template: auto auto minmax(0, 1fr) / minmax(0, 1.15fr) minmax(0, 1fr); gap: 4px 20px; }
.merged > p { grid-column: 1 / -1; }
.merged .map { position: relative; margin-top: 8px; min-height: 240px; border: 1px solid var(--_line); overflow: hidden; cursor: pointer; }
.merged .around { grid-template: minmax(180px, 1fr) minmax(0, auto) / minmax(0, 1fr); gap: 8px; }
.merged .detail { max-height: 200px; }
.map canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.merged .tree-panel { margin-top: 8px; }
.merged .line { grid-template-columns: minmax(0, 1fr) 104px 60px 116px; --c: var(--_mut); }
.merged .mark { --c: var(--_mut); }
[data-kind=covering] > .mark, [data-kind=covering] .path .mark { opacity: 1; background: var(--c); box-shadow: 3px 3px 0 -1px var(--_surface), 3px 3px 0 0 var(--c); }
table { width: 100%; border-collapse: collapse; }
.waste { --c: var(--_failed); }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--_line); text-align: left; font-weight: 400; vertical-align: top; }
thead th { color: var(--_mut); font-size: 14px; font-weight: 600; }
tbody th { overflow-wrap: anywhere; }
td.size { white-space: nowrap; width: 1%; padding-inline: 24px 8px; }
td.size + td { padding-left: 20px; }
caption { text-align: left; color: var(--_mut); font-size: 14px; }
summary { min-height: 44px; padding: 10px 0; cursor: pointer; }
details { margin-top: 20px; }
`;

const READING = `
.reader { display: flex; flex-direction: column; gap: 8px; flex: 1; min-height: 0; }
.reader h3:focus-visible { outline: none; }
.reader .actions { margin: 0; justify-content: space-between; }
.reader .actions select { max-width: 100%; min-width: 0; }
.content { flex: 1; min-height: 0; display: flex; flex-direction: column; gap: 8px; }
pre { flex: 1; min-height: 120px; margin: 0; padding: 12px 14px; overflow: auto; border: 1px solid var(--_line); border-radius: 8px;
  background: var(--_surface); font: 14.5px/1.5 var(--mono, monospace); tab-size: 4; }
pre > * { display: block; min-width: max-content; text-decoration: none; }
ins { background: color-mix(in srgb, var(--_writable) 16%, transparent); }
del { background: color-mix(in srgb, var(--_failed) 14%, transparent); }
.line-gap { color: var(--_mut); }
.keys h3 { margin-top: 12px; }
.keys dl { display: grid; grid-template-columns: minmax(120px, auto) minmax(0, 1fr); gap: 8px 18px; max-width: 640px; }
kbd { display: inline-block; margin: 0 6px 2px 0; padding: 1px 8px; border: 1px solid var(--ctl, currentcolor); border-radius: 4px; font: 14px/20px var(--mono, monospace); color: var(--_ink); white-space: nowrap; }
.switch { display: flex; gap: 10px; align-items: center; min-height: 44px; }
.switch input { width: 20px; height: 20px; min-height: 0; accent-color: var(--_ink); }
`;

const MEDIA = `
@media (max-width: 900px) {
  .around { grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(200px, 1fr) minmax(0, auto); }
  .detail { max-height: 230px; border-top: 1px solid var(--_line); padding-top: 8px; }
  .line { grid-template-columns: minmax(0, 1fr) 110px 104px; }
  .line > :is(.mode, .owner) { display: none; }
  .merged:not([hidden]) { grid-template: auto auto 44vh auto / minmax(0, 1fr); }
  .merged .around { min-height: 420px; }
  .merged .line { grid-template-columns: minmax(0, 1fr) 104px 116px; }
}
@media (max-width: 640px) {
  dialog { width: 100vw; height: 100dvh; border-radius: 0; border-width: 5px 0 0; }
  header { padding: 10px 6px 4px 14px; }
  .bar, [role=tabpanel] { padding-inline: 14px; }
  .bar select { flex-basis: 100%; }
  .head { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .line, .merged .line { grid-template-columns: minmax(0, 1fr) auto; grid-template-rows: 24px 22px; height: 54px; padding: 4px 8px 4px 6px; align-content: center; }
  .path { grid-column: 1 / -1; padding-left: calc(min(var(--level, 0), 8) * 10px); }
  .line > .what { padding-left: calc(min(var(--level, 0), 8) * 10px + 30px); }
}
@media (max-width: 640px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody, tr { display: block; }
  tr { display: flex; flex-wrap: wrap; gap: 4px 12px; padding: 8px 0; border-bottom: 1px solid var(--_line); align-items: center; }
  th, td, td.size, td.size + td { padding: 0; border: 0; width: auto; }
  tbody th { flex: 1 0 100%; }
  td[data-name]::before { content: attr(data-name) " "; color: var(--_mut); }
  td.size { padding: 3px 8px; }
}
@media (forced-colors: active) { .tab:not([aria-selected=true]) { border-color: Canvas; } .rows .line[aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px; } }
@media print { dialog { display: none !important; } }
`;

export const STYLES = FORMS + WINDOW + GRID + OTHERS + READING + MEDIA;
