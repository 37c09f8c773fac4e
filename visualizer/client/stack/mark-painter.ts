import { markedCells } from './marked-cells.ts';
import type { Mark } from './marks.ts';
import type { Pen } from './pen.ts';
import type { Cell, Plan } from './plan.ts';
import { DEPTH, WIDTH } from './projection.ts';
import type { Tokens } from './tokens.ts';

/** A changed file is never drawn smaller than this, so that its folded corner can be seen. Units. */
const SMALLEST_CHANGE = 9;
const SMALLEST_TAPE = 13;

/** Paints what a layer does at the places of the floor plan: fills first, tape over them. */
export function drawMarks(
  pen: Pen,
  marks: readonly Mark[],
  plan: Plan,
  tokens: Tokens,
  ink: string,
  selected: boolean,
): void {
  const cells = markedCells(marks, plan);
  pen.sheared(() => {
    pen.g.fillStyle = ink;
    pen.g.globalAlpha = selected ? 0.82 : 0.6;
    pen.g.beginPath();
    for (const { cell, kind } of cells) {
      if (kind === 'added') pen.g.rect(cell.x, cell.y, cell.width, cell.height);
    }
    pen.g.fill();
  });
  for (const { cell, kind } of cells) if (kind === 'changed') drawChange(pen, cell, ink, tokens);
  for (const { cell, kind } of cells) {
    if (kind === 'deleted' || kind === 'opaque') drawTape(pen, cell, kind === 'opaque', tokens);
  }
}

/** A filled cell with a folded corner. */
function drawChange(pen: Pen, cell: Cell, ink: string, { colour }: Tokens): void {
  const { x, y, width, height } = atLeast(cell, SMALLEST_CHANGE);
  pen.box(x, y, width, height);
  pen.fill(ink);
  const fold = Math.min(width, height, 26) - 3;
  pen.path([
    [x + 1.5, y + 1.5],
    [x + 1.5 + fold, y + 1.5],
    [x + 1.5, y + 1.5 + fold],
  ]);
  pen.fill(colour.surface);
}

/** Correction tape: opaque, hatched, dashed outline. Cross-hatched where a folder is opaque. */
function drawTape(pen: Pen, cell: Cell, crossed: boolean, { colour }: Tokens): void {
  const { g } = pen;
  const { x, y, width: w, height: h } = atLeast(cell, SMALLEST_TAPE);
  g.save();
  pen.box(x, y, w, h);
  pen.fill(colour.tape);
  g.clip();
  g.beginPath();
  for (let k = -h; k < w + h; k += 7) {
    hatchLine(pen, x + k, y, x + k + h, y + h);
    if (crossed) hatchLine(pen, x + k, y + h, x + k + h, y);
  }
  pen.stroke(colour['tape-ink'], 0.9, [], 0.42);
  g.restore();
  pen.box(x, y, w, h);
  pen.stroke(colour['tape-ink'], 1.5, [5, 3]);
}

/** Grown round its middle to a size at which it can be seen, without leaving the sheet. */
function atLeast(cell: Cell, size: number): Pick<Cell, 'x' | 'y' | 'width' | 'height'> {
  const width = Math.max(cell.width, size);
  const height = Math.max(cell.height, size);
  const x = Math.max(0, Math.min(WIDTH - width, cell.x - (width - cell.width) / 2));
  const y = Math.max(0, Math.min(DEPTH - height, cell.y - (height - cell.height) / 2));
  return { x, y, width, height };
}

function hatchLine(pen: Pen, x0: number, y0: number, x1: number, y1: number): void {
  const from = pen.at(x0, y0);
  const to = pen.at(x1, y1);
  pen.g.moveTo(from.x, from.y);
  pen.g.lineTo(to.x, to.y);
}
