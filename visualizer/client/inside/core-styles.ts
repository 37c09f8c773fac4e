/** Of the panel in the stack's own frame. */
export const CORE_STYLES = `
.core { min-width: 0; padding: 12px 16px 14px; border: 1px solid var(--_line); border-radius: 8px; background: var(--_surface); }
.core-head { display: flex; align-items: center; justify-content: space-between; }
.core h3 { font-size: 16px; font-weight: 600; }
.core p { margin: 8px 0 0; }
.core button { min-height: 32px; padding: 2px 10px; border: 1px solid var(--ctl, currentcolor); border-radius: 99px; background: none;
  color: inherit; font: inherit; font-size: 15px; cursor: pointer; white-space: nowrap; }
.core button.close { width: 44px; min-height: 44px; padding: 0; border-color: transparent; font-size: 24px; line-height: 1; margin: -6px -8px 0 0; }
.core input { width: 100%; min-height: 44px; padding: 4px 12px; border: 1px solid var(--ctl, currentcolor); border-radius: 8px;
  background: var(--_bg); color: inherit; font: 15px/1.4 var(--mono, monospace); }
.core .offers { display: grid; gap: 2px; }
.core .offers:not(:empty) { margin-top: 6px; }
.core .offer { width: 100%; overflow: hidden; text-overflow: ellipsis; text-align: left; border-color: transparent; border-radius: 8px; min-height: 36px; }
.core .offer:hover { background: color-mix(in srgb, var(--_ink) 7%, transparent); }
.core .lines li { position: relative; display: grid; grid-template-columns: 18px auto minmax(0, 1fr); gap: 4px 8px; align-items: baseline;
  padding: 5px 0; border: 0; }
.core .lines li::before { content: ""; position: absolute; left: 8px; top: 0; bottom: 0; width: 2px; background: var(--_ink); }
.core .bead { position: relative; width: 14px; height: 14px; margin-left: 2px; border: 2px solid var(--_ink); border-radius: 50%;
  background: var(--_surface); align-self: center; }
.core [data-what=seen] .bead { background: var(--_ink); box-shadow: 0 0 0 2px var(--_surface); }
.core [data-what=seen] span { font-weight: 600; }
.core [data-what=hidden] .bead { border-style: dashed; }
.core [data-what=tape] .bead { border-radius: 0; background: repeating-linear-gradient(45deg, var(--_tape-ink) 0 1px, var(--_tape) 1px 4px); }
@media print { .core { display: none; } }
`;
