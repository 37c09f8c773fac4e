import { type Point, toStage } from '../stack/projection.ts';
import type { Scene } from '../stack/stage.ts';
import type { CoreLine } from './core-sample.ts';

const ABOVE = 30;
const BELOW = 16;

/** Draws a pin through the pile at a path's place, with a bead on each sheet that has to do with it. */
export function pinThrough(path: string, lines: readonly CoreLine[]) {
  return (g: CanvasRenderingContext2D, { stage, plan, tokens }: Scene): void => {
    const cell = plan.place(path);
    if (cell === null) return;
    const middle = { x: cell.x + cell.width / 2, y: cell.y + cell.height / 2 };
    const points = stage.heights.map((height) => toStage(stage.footing, middle, height));
    const [lowest, highest] = [points[0], points.at(-1)];
    if (lowest === undefined || highest === undefined) return;
    const { ink, surface, tape } = tokens.colour;
    const top = { x: highest.x, y: highest.y - ABOVE };
    stroke(g, top, { x: lowest.x, y: lowest.y + BELOW }, surface, 6);
    stroke(g, top, { x: lowest.x, y: lowest.y + BELOW }, ink, 2);
    disc(g, top, 6, ink, surface);
    const found = new Map(lines.map((line) => [line.sheet, line.what]));
    for (const [sheet, point] of points.entries()) {
      const what = found.get(sheet);
      if (what === 'seen') disc(g, point, 7, ink, surface);
      else if (what === 'tape') square(g, point, ink, tape);
      else if (what !== undefined) disc(g, point, 6, surface, ink);
    }
  };
}

function stroke(g: CanvasRenderingContext2D, from: Point, to: Point, colour: string, width: number): void {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.lineTo(to.x, to.y);
  g.stroke();
}

function disc(
  g: CanvasRenderingContext2D,
  { x, y }: Point,
  radius: number,
  fill: string,
  edge: string,
): void {
  g.beginPath();
  g.arc(x, y, radius, 0, 2 * Math.PI);
  g.fillStyle = fill;
  g.fill();
  g.strokeStyle = edge;
  g.lineWidth = 2;
  g.stroke();
}

/** Tape: a crossed square. */
function square(g: CanvasRenderingContext2D, { x, y }: Point, ink: string, tape: string): void {
  g.fillStyle = tape;
  g.fillRect(x - 7, y - 7, 14, 14);
  g.strokeStyle = ink;
  g.lineWidth = 2;
  g.strokeRect(x - 7, y - 7, 14, 14);
  stroke(g, { x: x - 4, y: y - 4 }, { x: x + 4, y: y + 4 }, ink, 2);
  stroke(g, { x: x + 4, y: y - 4 }, { x: x - 4, y: y + 4 }, ink, 2);
}
