import { LEFT, type Point, XX, XY, YX, YY } from './projection.ts';

/** Blank around a sheet in its bitmap, px. */
export const PAD = 4;

/**
 * Draws in a sheet's own units on a canvas of px: shapes and text are sheared, lines keep their width.
 * The sheet's box begins at (PAD, PAD).
 */
export class Pen {
  constructor(
    readonly g: OffscreenCanvasRenderingContext2D,
    readonly scale: number,
    readonly density: number,
  ) {
    g.lineJoin = 'round';
  }

  /** A point of the sheet, in px of the bitmap. */
  at(x: number, y: number): Point {
    const { scale } = this;
    return { x: PAD + (XX * x + XY * y - LEFT) * scale, y: PAD + (YX * x + YY * y) * scale };
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
