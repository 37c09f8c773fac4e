import type { Bitmap } from './bitmap.ts';
import { BOX_HEIGHT, BOX_WIDTH, CORNERS, LEFT, project } from './projection.ts';

/** Blank around the shadow, px: as far as it blurs. */
export const SHADOW_PAD = 40;
const BLUR = 26;

export interface Shadow extends Bitmap {
  scale: number;
  density: number;
}

/** A sheet's soft shadow on the ground. The shape itself is drawn beside the canvas, its shadow on it. */
export function drawShadow(scale: number, density: number): Shadow {
  const width = BOX_WIDTH * scale + 2 * SHADOW_PAD;
  const height = BOX_HEIGHT * scale + 2 * SHADOW_PAD;
  const canvas = new OffscreenCanvas(Math.ceil(width * density), Math.ceil(height * density));
  const g = canvas.getContext('2d');
  if (g === null) throw new Error('This browser gives no 2D canvas.');
  g.scale(density, density);
  g.shadowColor = 'rgb(0 0 0 / 0.22)';
  g.shadowBlur = BLUR * density;
  g.shadowOffsetX = 2 * width * density;
  g.beginPath();
  for (const [x, y] of CORNERS) {
    const seen = project({ x, y }, 0);
    g.lineTo(SHADOW_PAD + (seen.x - LEFT) * scale - 2 * width, SHADOW_PAD + seen.y * scale);
  }
  g.fill();
  return { image: canvas.transferToImageBitmap(), width, height, scale, density };
}
