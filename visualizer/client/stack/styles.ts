const STATES = ['base', 'cached', 'built', 'failed', 'writable', 'pending'];
const PAPER = `
  --_bg: #fff; --_surface: #fff; --_ink: #18212c; --_mut: #525c69; --_line: #cfcbbe; --_film: rgb(255 255 255 / 42%);
  --_tape: #fff; --_tape-ink: #18212c; --_tint-alpha: .07; --_tint-selected-alpha: .14;
  --_base: #566172; --_cached: #1f5fbf; --_built: #ad4e00; --_failed: #a50f3c; --_writable: #08705f; --_pending: #626b78;`;
const FORCED = ['bg', 'surface', 'film', 'tape'].map((name) => `--_${name}: Canvas;`).join('');
const FORCED_INK = ['ink', 'mut', 'line', 'tape-ink', ...STATES]
  .map((name) => `--_${name}: CanvasText;`)
  .join('');

/** Which colour `--c` is, by the state of a sheet. */
export const FORMS = `
${STATES.map((name) => `[data-form=${name}] { --c: var(--_${name}); }`).join('')}
[data-form=running] { --c: var(--_built); }
:is([data-form=skipped], [data-form=stopped], [data-form=settings]) { --c: var(--_pending); }
`;

/** The page's tokens under names of our own, so that print and forced colours can override them for the canvas. */
const TOKENS = `
:host, .probe {
  --_bg: var(--bg); --_surface: var(--surface); --_ink: var(--ink); --_mut: var(--mut); --_line: var(--line);
  --_film: var(--sheet); --_film-alpha: 1; --_tint-alpha: .07; --_tint-selected-alpha: .14;
  --_tape: #fff; --_tape-ink: #18212c;
  ${STATES.map((name) => `--_${name}: var(--${name});`).join('')}
}
@media (prefers-color-scheme: dark) {
  :host, .probe { --_tint-alpha: .1; --_tint-selected-alpha: .2; --_tape: #dde4ec; --_tape-ink: #0d131b; }
}
@media (forced-colors: active) { :host, .probe { ${FORCED} ${FORCED_INK} --_film-alpha: .4; } }
@media print { :host, .probe { ${PAPER} } }
.probe.printing { ${PAPER} }
`;

const FRAME = `
:host { display: block; color: var(--_ink); font: 16px/1.4 var(--sans, system-ui, sans-serif); font-variant-numeric: tabular-nums; }
.frame { display: grid; gap: 16px 24px; grid-template-columns: minmax(0, 1fr); }
.frame[data-panel=right] { grid-template-columns: minmax(0, 1fr) 320px; align-items: start; }
.frame[data-panel=right] .side { grid-column: 2; grid-row: 1 / span 9; }
.side { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); align-content: start; }
:host([hidden]) { display: none; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
ol, ul, dl, dd, h3, h4, fieldset { margin: 0; padding: 0; border: 0; list-style: none; }
code { font-family: var(--mono, ui-monospace, monospace); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.probe { position: absolute; visibility: hidden; pointer-events: none; }
.glyph { width: 15px; height: 15px; flex: none; fill: none; stroke: currentcolor; stroke-width: 1.9; }
[data-form=cached] .glyph { fill: currentcolor; }
[data-form=pending] .glyph { stroke-dasharray: 2 2; }
:focus-visible { outline: 3px solid var(--focus, var(--_ink)); outline-offset: 2px; }
.main { position: relative; min-width: 0; }
.idea { margin: 0; }
.wide { background: radial-gradient(ellipse 60% 55% at 34% 55%, color-mix(in srgb, var(--_surface) 85%, transparent), transparent 75%); }
.stage { position: relative; overflow: clip; cursor: pointer; }
.stage canvas { position: absolute; inset: 0 auto auto 0; pointer-events: none; }
.linked-sheets { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; fill: none; stroke: var(--_ink); stroke-width: 2.5; }
.mover { will-change: transform, opacity; }
`;

const LIST = `
.wide .list { position: absolute; top: 0; right: 0; pointer-events: none; }
.wide .list > li { pointer-events: auto; }
.wide:not(.crowded) .list > li { position: absolute; inset: 0 4px auto 0; }
.crowded .list { overflow-y: auto; pointer-events: auto; padding: 4px; }
.sheet { display: grid; grid-template-columns: minmax(28px, auto) minmax(0, 1fr); gap: 0 8px; width: 100%; min-height: 44px;
  padding: 5px 9px 5px 2px; border: 1px solid transparent; border-radius: 8px; background: none; color: inherit;
  font: inherit; text-align: left; cursor: pointer; }
.sheet:hover { background: color-mix(in srgb, var(--_ink) 6%, transparent); }
.sheet[aria-current] { background: var(--_surface); border-color: var(--_line); box-shadow: 0 1px 2px #0001, 0 6px 18px #0001; }
.linked .sheet { background: var(--_surface); box-shadow: inset 4px 0 var(--c); }
.number { font: 600 15px/22px var(--mono, monospace); color: var(--_mut); text-align: right; }
.instruction { font-size: 15px; line-height: 22px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
b { font-weight: 600; }
.meta { grid-column: 2; display: flex; flex-wrap: wrap; gap: 0 7px; align-items: center; font-size: 14px; line-height: 20px; color: var(--_mut); }
.state { display: inline-flex; gap: 5px; align-items: center; color: var(--c); font-weight: 600; white-space: nowrap; }
.facts { white-space: nowrap; }
.pill { margin-left: auto; padding: 0 8px; border: 1px solid var(--ctl, currentcolor); border-radius: 99px;
  background: var(--_surface); color: var(--_ink); font-weight: 600; white-space: nowrap; }
.pill.miss { border: 1.5px dashed var(--_failed); color: var(--_failed); }
.reason { grid-column: 2; font-size: 14px; line-height: 20px; color: var(--_ink); overflow-wrap: anywhere; }
.guess { display: flex; min-width: 0; margin: 0 0 8px 40px; }
.guess label { position: relative; }
.guess input { position: absolute; inset: -6px 0 auto; width: 100%; height: 44px; margin: 0; opacity: 0; cursor: pointer; }
.guess span { display: block; min-height: 30px; padding: 4px 12px; border: 1px dashed var(--ctl, currentcolor); font-size: 14px; line-height: 20px; }
.guess label:first-of-type span { border-radius: 8px 0 0 8px; border-right: 0; }
.guess label:last-of-type span { border-radius: 0 8px 8px 0; }
.guess input:checked + span { background: var(--_ink); color: var(--_bg); font-weight: 600; }
.guess input:focus-visible + span { outline: 3px solid var(--focus, var(--_ink)); outline-offset: 2px; }
.narrow .stage { position: sticky; top: 0; z-index: 1; background: var(--_bg); border-bottom: 1px solid var(--_line); }
.narrow li { border-bottom: 1px solid var(--_line); scroll-margin-top: calc(var(--stage-height) + 8px); }
.narrow .sheet { padding: 8px 10px 8px 6px; scroll-margin-top: calc(var(--stage-height) + 8px); }
.narrow .instruction { white-space: normal; overflow-wrap: anywhere; }
.narrow .guess label span { min-height: 44px; padding: 11px 16px; }
.narrow .guess { margin: 0 0 10px 42px; }
.narrow .guess input { top: 0; }
`;

const PANELS = `
.tools { display: flex; flex-wrap: wrap; gap: 8px; }
.tools button { display: inline-flex; gap: 8px; align-items: center; min-height: 44px; padding: 4px 12px; border: 1px solid var(--ctl, currentcolor);
  border-radius: 8px; background: none; color: inherit; font: inherit; font-size: 15px; cursor: pointer; }
.tools button:hover { background: color-mix(in srgb, var(--_ink) 6%, transparent); }
kbd { padding: 0 5px; border: 1px solid var(--ctl, currentcolor); border-radius: 4px; font: 13px/18px var(--mono, monospace); color: var(--_mut); }
.inspector { min-width: 0; padding: 16px 18px; border: 1px solid var(--_line); border-radius: 8px; }
.inspector { border-top: 4px solid var(--c); }
.inspector h3 { font-size: 16px; line-height: 1.45; overflow-wrap: anywhere; }
.inspector h3 code { font-weight: 600; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px 16px; margin-top: 10px; }
dt { color: var(--_mut); }
dd.digest { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; }
dd code { font-size: 14px; }
.digest button { min-height: 32px; padding: 2px 10px; border: 1px solid var(--ctl, currentcolor); border-radius: 8px;
  background: none; color: inherit; font: inherit; font-size: 14px; cursor: pointer; }
.paths { margin-top: 14px; padding-top: 12px; border-top: 1px solid var(--_line); }
h4 { font-size: 16px; font-weight: 600; }
small { font-size: 14px; font-weight: 400; color: var(--_mut); }
.paths li { display: flex; gap: 12px; padding: 3px 0; font-size: 15px; }
.paths code { flex: 1; font-size: 15px; overflow-wrap: anywhere; }
.paths span { white-space: nowrap; color: var(--_mut); font-size: 14px; line-height: 22px; }
.paths li::before { content: ""; flex: none; width: 12px; height: 12px; margin: 5px -2px 0 0; background: var(--c); opacity: .75; }
.paths li[data-kind=changed]::before { opacity: 1; background: linear-gradient(135deg, var(--_surface) 0 40%, var(--c) 40%); border: 1px solid var(--c); }
.paths li:is([data-kind=deleted], [data-kind=opaque])::before { opacity: 1; border: 1.5px dashed var(--_tape-ink);
  background: repeating-linear-gradient(45deg, var(--_tape-ink) 0 1px, var(--_tape) 1px 4px); }
`;

const MEDIA = `
@media (forced-colors: active) { .sheet[aria-current] { outline: 2px solid Highlight; } .guess input:checked + span { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
@media print {
  .narrow .stage { position: static; }
  .guess, .digest button, .tools { display: none; }
  .inspector, li { break-inside: avoid; }
}
`;

export const STYLES = TOKENS + FORMS + FRAME + LIST + PANELS + MEDIA;
