import { drawFace, type FaceLook } from './face.ts';
import { PAD, Pen } from './pen.ts';
import { boxSize, WIDTH } from './projection.ts';
import { drawRing, progressAfter } from './ring.ts';
import { hasFilm, isEmpty, type Sheet } from './sheets.ts';
import { drawSlab, type SlabPattern } from './slab.ts';
import { thickness, UNRECORDED_THICKNESS } from './thickness.ts';

export interface BitmapLook extends FaceLook {
  scale: number;
  density: number;
  /** Seconds a running step has run. */
  elapsed: number;
}

/** A sheet, already projected, so that placing it is a plain copy. `width`, `height` in px of the page. */
export interface Bitmap {
  image: ImageBitmap;
  width: number;
  height: number;
}

/** `along`: how long the sheet is, in units. */
export function drawBitmap(sheet: Sheet, look: BitmapLook, along = WIDTH): Bitmap {
  const { scale, density } = look;
  const slab = slabHeight(sheet, scale);
  const box = boxSize(along);
  const width = Math.ceil((box.width * scale + 2 * PAD) * density);
  const height = Math.ceil((box.height * scale + slab + 2 * PAD) * density);
  const canvas = new OffscreenCanvas(width, height);
  const g = canvas.getContext('2d');
  if (g === null) throw new Error('This browser gives no 2D canvas.');
  g.setTransform(density, 0, 0, density, 0, 0);
  const pen = new Pen(g, scale, density, along);
  if (hasFilm(sheet)) {
    drawSlab(pen, slab, look.ink, patternOf(sheet));
    drawFace(pen, sheet, look);
  } else {
    drawRing(pen, sheet, look.ink, look.selected, progressAfter(look.elapsed));
  }
  // A canvas as a source is copied at every blit; what it is transferred to is not.
  return { image: canvas.transferToImageBitmap(), width: width / density, height: height / density };
}

/** px on the page. */
export function slabHeight(sheet: Sheet, scale: number): number {
  if (!hasFilm(sheet)) return 0;
  const full = sheet.layer ? thickness(sheet.layer.empty ? 0 : sheet.layer.size) : UNRECORDED_THICKNESS;
  return Math.max(1, full * Math.max(0.7, Math.min(1, scale)));
}

function patternOf(sheet: Sheet): SlabPattern {
  if (isEmpty(sheet)) return 'clear';
  if (sheet.state === 'cached') return 'hatched';
  if (sheet.state === 'failed') return 'torn';
  return sheet.state === 'writable' ? 'faint' : 'solid';
}
