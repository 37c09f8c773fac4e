import type { Pen } from './pen.ts';
import { CORNERS, DEPTH, WIDTH } from './projection.ts';
import type { Sheet } from './sheets.ts';

/** What has no film: the dotted ring of a setting, with three notches and denser than any that waits; the outline of a step that waits, runs, was stopped or not needed. */
export function drawRing(pen: Pen, sheet: Sheet, ink: string, selected: boolean, progress: number): void {
  const bold = selected ? 1.8 : 1.2;
  pen.path(CORNERS);
  switch (sheet.state) {
    case 'settings':
      pen.stroke(ink, bold + 0.6, [2, 3]);
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
