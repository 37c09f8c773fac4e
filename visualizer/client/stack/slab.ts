import type { Pen } from './pen.ts';
import { DEPTH, type Point } from './projection.ts';
import { TEAR_FRONT } from './tear.ts';

export type SlabPattern = 'solid' | 'hatched' | 'faint' | 'torn' | 'clear';

/** The slab's two visible edges: its height is the layer's size, its pattern the state. */
export function drawSlab(pen: Pen, height: number, colour: string, pattern: SlabPattern): void {
  const left = pen.at(0, DEPTH);
  const front = pen.at(pattern === 'torn' ? TEAR_FRONT : pen.width, DEPTH);
  const right = pen.at(pen.width, 0);
  drawEdge(pen, left, front, height, colour, pattern, 1);
  if (pattern !== 'torn') drawEdge(pen, front, right, height, colour, pattern, 0.72);
}

function drawEdge(
  pen: Pen,
  from: Point,
  to: Point,
  height: number,
  colour: string,
  pattern: SlabPattern,
  light: number,
): void {
  edge(pen, from, to, height);
  switch (pattern) {
    case 'solid':
    case 'torn':
      pen.fill(colour, light);
      break;
    case 'faint':
      pen.fill(colour, 0.35 * light);
      break;
    case 'clear':
      pen.stroke(colour, 0.8, [], light);
      break;
    case 'hatched':
      pen.fill(colour, 0.42 * light);
      hatchEdge(pen, from, to, height, colour, light);
      edge(pen, from, to, height);
      pen.stroke(colour, 1, [], light);
      break;
  }
}

function edge({ g }: Pen, from: Point, to: Point, height: number): void {
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.lineTo(to.x, to.y);
  g.lineTo(to.x, to.y + height);
  g.lineTo(from.x, from.y + height);
  g.closePath();
}

function hatchEdge(pen: Pen, from: Point, to: Point, height: number, colour: string, light: number): void {
  const { g } = pen;
  g.save();
  edge(pen, from, to, height);
  g.clip();
  const top = Math.min(from.y, to.y) - 4;
  const bottom = Math.max(from.y, to.y) + height + 4;
  g.beginPath();
  for (let x = from.x - (bottom - top); x < to.x + 6; x += 6.5) {
    g.moveTo(x, bottom);
    g.lineTo(x + (bottom - top), top);
  }
  pen.stroke(colour, 2.6, [], light);
  g.restore();
}
