import type { Point } from './projection.ts';
import type { Tokens } from './tokens.ts';

export interface Leader {
  from: Point;
  to: Point;
  selected: boolean;
}

/** Thin lines from the sheets' right corners to their labels. */
export function drawLeaders(
  g: CanvasRenderingContext2D,
  leaders: readonly Leader[],
  { colour }: Tokens,
): void {
  for (const { from, to, selected } of leaders) {
    g.strokeStyle = selected ? colour.ink : colour.mut;
    g.fillStyle = g.strokeStyle;
    g.globalAlpha = selected ? 1 : 0.55;
    g.lineWidth = selected ? 1.6 : 1;
    g.beginPath();
    g.moveTo(from.x + 1, from.y);
    g.lineTo(from.x + 12, from.y);
    g.lineTo(to.x - 8, to.y);
    g.lineTo(to.x, to.y);
    g.stroke();
    g.beginPath();
    g.arc(from.x + 1, from.y, 2.4, 0, 2 * Math.PI);
    g.fill();
  }
  g.globalAlpha = 1;
}
