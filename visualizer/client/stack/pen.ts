import { DEPTH, LEFT, type Point, WIDTH, XX, XY, YX, YY } from './projection.ts';

/** Blank around a sheet in its bitmap, px. */
export const PAD = 4;

/**
 * Draws in a sheet's own units on a canvas of px: shapes and text are sheared, lines keep their width.
 * The sheet's box begins at (PAD, PAD). A sheet under two piles is wider than one.
 */
export class Pen {
  #across = 0;

  constructor(
    readonly g: OffscreenCanvasRenderingContext2D,
    readonly scale: number,
    readonly density: number,
    readonly width = WIDTH,
  ) {
    g.lineJoin = 'round';
  }

  get corners(): readonly (readonly [x: number, y: number])[] {
    return [
      [0, 0],
      [this.width, 0],
      [this.width, DEPTH],
      [0, DEPTH],
    ];
  }

  /** A point of the sheet, in px of the bitmap. */
  at(along: number, y: number): Point {
    const { scale } = this;
    const x = along + this.#across;
    return { x: PAD + (XX * x + XY * y - LEFT) * scale, y: PAD + (YX * x + YY * y) * scale };
  }

  /** Draws as if the sheet began so many units further along. */
  shifted(across: number, draw: () => void): void {
    this.#across = across;
    draw();
    this.#across = 0;
  }

  sheared(draw: () => void): void {
    const { g, density } = this;
    const k = this.scale * density;
    g.save();
    const origin = this.at(0, 0);
    g.setTransform(XX * k, YX * k, XY * k, YY * k, origin.x * density, origin.y * density);
    draw();
    g.restore();
  }

  path(points: readonly (readonly [x: number, y: number])[], closed = true): void {
    const { g } = this;
    g.beginPath();
    for (const [x, y] of points) {
      const seen = this.at(x, y);
      g.lineTo(seen.x, seen.y);
    }
    if (closed) g.closePath();
  }

  box(x: number, y: number, width: number, height: number): void {
    this.path([
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ]);
  }

  stroke(colour: string, width: number, dash: readonly number[] = [], alpha = 1): void {
    const { g } = this;
    g.save();
    g.globalAlpha *= alpha;
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.setLineDash([...dash]);
    g.lineCap = dash[0] === 0 ? 'round' : 'butt';
    g.stroke();
    g.restore();
  }

  fill(colour: string, alpha = 1): void {
    const { g } = this;
    g.save();
    g.globalAlpha *= alpha;
    g.fillStyle = colour;
    g.fill();
    g.restore();
  }
}
