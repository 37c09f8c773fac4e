import type { Pen } from './pen.ts';
import { CORNERS, DEPTH, WIDTH } from './projection.ts';
import type { Sheet } from './sheets.ts';

/** The outline of what has no film: a setting, a step that waits, runs, was stopped or was not needed. */
export function drawRing(pen: Pen, sheet: Sheet, ink: string, selected: boolean, progress: number): void {
  pen.path(CORNERS);
  const bold = selected ? 1.8 : 1.2;
  switch (sheet.state) {
    case 'settings':
      pen.stroke(ink, selected ? 3 : 2.4, [0, 6.5]);
      drawNotches(pen, ink);
      break;
    case 'skipped':
      pen.stroke(ink, bold, [9, 5], 0.4);
      break;
    case 'running':
      pen.stroke(ink, bold, [2, 6]);
      pen.path(
        [
          [0, DEPTH],
          [WIDTH * progress, DEPTH],
        ],
        false,
      );
      pen.stroke(ink, 3.2);
      break;
    default:
      pen.stroke(ink, bold, [2, 6]);
  }
}

function drawNotches(pen: Pen, ink: string): void {
  for (const x of [18, 30, 42]) {
    pen.box(x, DEPTH - 4, 7, 8);
    pen.fill(ink);
  }
}

/** How far the line along the front edge has grown: fast at first, never there, since nobody knows the end. */
export function progressAfter(seconds: number): number {
  return 1 - Math.exp(-Math.max(0, seconds) / 12);
}
