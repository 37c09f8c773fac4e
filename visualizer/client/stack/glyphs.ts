import { makeSvg } from '../dom.ts';
import { glyph } from '../elements/glyph.ts';
import type { SheetState } from './sheets.ts';

const PENCIL = 'm2 12 1-3 7-7 2 2-7 7zM8 4l2 2';

/** The steps' glyphs, and the pencil of a writable sheet. */
export function sheetGlyph(state: SheetState): SVGSVGElement {
  if (state !== 'writable') return glyph(state);
  const path = makeSvg('path', { d: PENCIL });
  return makeSvg('svg', { viewBox: '0 0 14 14', class: 'glyph', 'aria-hidden': 'true' }, path);
}
