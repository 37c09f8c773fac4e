import { makeSvg } from '../dom.ts';
import type { StepForm } from '../step-words.ts';

const PATHS: Readonly<Record<StepForm, string>> = {
  pending: 'M7 2a5 5 0 1 1-.01 0',
  running: 'M7 2a5 5 0 1 1-.01 0M4.5 7h5',
  base: 'M2 11h10M2 7.5h10M2 4h10',
  built: 'M2.5 7.5 6 11l6-8',
  cached: 'M8 1 3 8h4l-1 5 5-7H7z',
  failed: 'm3 3 8 8m0-8-8 8',
  skipped: 'M3 7h8',
  stopped: 'M4 4h6v6H4z',
  settings: 'M2 7h2M6 7h2M10 7h2',
};

/** The state's form in 14 × 14: never the only sign of it. */
export function glyph(form: StepForm): SVGSVGElement {
  return makeSvg(
    'svg',
    { viewBox: '0 0 14 14', class: 'glyph', 'aria-hidden': 'true' },
    makeSvg('path', { d: PATHS[form] }),
  );
}
