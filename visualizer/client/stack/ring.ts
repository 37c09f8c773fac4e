import type { Pen } from './pen.ts';
import { CORNERS, DEPTH, WIDTH } from './projection.ts';
import type { Sheet } from './sheets.ts';

const ARM = 26;

/** What has no film: the corners of a setting, the outline of a step that waits, runs, was stopped or not needed. */
export function drawRing(pen: Pen, sheet: Sheet, ink: string, selected: boolean, progress: number): void {
  const bold = selected ? 1.8 : 1.2;
  if (sheet.state === 'settings') {
    drawCorners(pen, ink, bold);
    drawNotches(pen, ink);
    return;
  }
  pen.path(CORNERS);
  switch (sheet.state) {
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

/** A setting never becomes a sheet: no outline that waits to be filled. */
function drawCorners(pen: Pen, ink: string, bold: number): void {
  for (const x of [0, WIDTH]) {
    for (const y of [0, DEPTH]) {
      const [inX, inY] = [x === 0 ? ARM : WIDTH - ARM, y === 0 ? ARM : DEPTH - ARM];
      pen.path([[inX, y], [x, y], [x, inY]], false); // biome-ignore format: one corner
      pen.stroke(ink, bold);
    }
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
