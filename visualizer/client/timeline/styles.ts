export const STYLES = `
:host { display: block; color: var(--ink); font: 16px/1.4 var(--sans, system-ui, sans-serif); font-variant-numeric: tabular-nums; }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
.line { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; }
button { display: inline-grid; place-items: center; min-width: 44px; min-height: 44px; padding: 0 8px; border: 1px solid transparent;
  border-radius: 8px; background: none; color: inherit; font: 600 15px/1 var(--mono, monospace); cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
.steps { display: flex; align-items: center; }
.steps button { padding: 0; }
kbd { display: block; min-width: 26px; padding: 4px 0 5px; border: 1px solid var(--ctl, currentcolor); border-bottom-width: 2px;
  border-radius: 5px; font: 600 14px/1 var(--mono, monospace); text-align: center; }
small { margin-left: 2px; font-size: 14px; color: var(--mut); }
.play { border: 1.5px solid var(--ink); border-radius: 99px; padding: 0; }
.play svg { width: 16px; height: 16px; fill: currentcolor; }
:focus-visible { outline: 3px solid var(--focus, var(--ink)); outline-offset: 2px; }
.track { position: relative; height: 60px; }
.bar { position: absolute; top: 8px; height: 18px; border-radius: 3px; background: var(--c); }
.bar[data-form=cached] { background: repeating-linear-gradient(-45deg, var(--c) 0 3px, color-mix(in srgb, var(--c) 35%, var(--bg)) 3px 6px); }
.bar[data-form=failed] { background: repeating-linear-gradient(45deg, var(--c) 0 9px, color-mix(in srgb, var(--c) 70%, var(--bg)) 9px 12px); }
.bar:is([data-form=pending], [data-form=stopped]) { background: none; border: 1.5px dotted var(--c); }
.bar[data-form=skipped] { background: none; border: 1.5px dashed var(--c); opacity: .6; }
.bar[data-form=running] { background: none; border: 1.5px dotted var(--c); border-bottom: 4px solid var(--c); }
.bar[data-form=export] { background: none; border: 1.5px solid var(--line); }
.image { font-family: inherit; font-weight: 400; }
.number { position: absolute; top: 30px; font: 600 14px/20px var(--mono, monospace); color: var(--mut); white-space: nowrap; }
input { position: absolute; inset: 0 -2px auto; width: calc(100% + 4px); height: 34px; margin: 0; appearance: none; background: none; cursor: ew-resize; }
input::-webkit-slider-runnable-track { height: 34px; background: none; }
input::-webkit-slider-thumb { appearance: none; width: 4px; height: 34px; background: var(--ink); border-radius: 2px; box-shadow: 0 0 0 3px var(--bg); }
input::-moz-range-thumb { width: 4px; height: 34px; border: 0; background: var(--ink); border-radius: 2px; box-shadow: 0 0 0 3px var(--bg); }
input::-moz-range-track { background: none; }
.words { grid-column: 2 / -1; margin: 0; font-size: 14px; color: var(--mut); }
[data-form=base] { --c: var(--base); } [data-form=cached] { --c: var(--cached); }
:is([data-form=built], [data-form=running]) { --c: var(--built); } [data-form=failed] { --c: var(--failed); }
:is([data-form=pending], [data-form=skipped], [data-form=stopped]) { --c: var(--pending); }
@media (forced-colors: active) { kbd { border: 0; padding: 0; } .bar { --c: CanvasText !important; forced-color-adjust: none; } .bar[data-form=cached] { background: repeating-linear-gradient(-45deg, CanvasText 0 3px, Canvas 3px 6px); } input::-webkit-slider-thumb { background: Highlight; forced-color-adjust: none; } }
@media (max-width: 900px) { .image { display: none; } }
@media (max-width: 560px) { .line { gap: 4px 8px; } .steps { grid-column: 2; justify-self: end; } .track { grid-column: 2; } }
@media print { button, input, .steps { display: none; } .line { grid-template-columns: minmax(0, 1fr); } .words { grid-column: 1; } }
`;
