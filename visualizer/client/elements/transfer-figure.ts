import { makeSvg } from '../dom.ts';
import type { LayerMoved } from '../events.ts';
import { thickness } from '../stack/thickness.ts';
import { type Direction, placesOf, wayWords, went } from '../transfer-sheets.ts';

/** A sheet's corners in px, from its left one: back, right, front. */
const BACK = [44, -26] as const;
const RIGHT = [132, -6] as const;
const FRONT = [88, 20] as const;
const GAP = 40;
const INSET = 12;
const TOP = 40;
const FOOT = 62;
const WIDEST = 560;

/** Both piles side by side: what went from one to the other, and what was there already. `room` in px. */
export function transferFigure(
  layers: readonly LayerMoved[],
  direction: Direction,
  room: number,
): SVGSVGElement {
  const width = Math.max(300, Math.min(WIDEST, room));
  const floor = TOP + Math.max(0, layers.length - 1) * GAP;
  const height = floor + FOOT;
  const right = width - RIGHT[0] - INSET;
  const rows = layers.map((layer, index) => row(layer, floor - index * GAP, right));
  const [from, to] = placesOf(direction);
  const names = [words(INSET, floor + 50, from), words(right, floor + 50, to)];
  const size = { width: `${width}`, height: `${height}`, viewBox: `0 0 ${width} ${height}` };
  return makeSvg('svg', { ...size, 'aria-hidden': 'true' }, ...rows, ...names);
}

function row(layer: LayerMoved, y: number, right: number): SVGGElement {
  const over = went(layer);
  const start = INSET + RIGHT[0] + 6;
  const middle = (start + right) / 2;
  const line = makeSvg('line', { x1: `${start}`, x2: `${right - 8}`, y1: `${y}`, y2: `${y}` });
  const tip = makeSvg('polygon', {
    points: `${right - 4},${y} ${right - 14},${y - 5} ${right - 14},${y + 5}`,
  });
  const way = over ? makeSvg('g', { class: 'way' }, line, tip) : makeSvg('g', { class: 'way stays' }, line);
  const said = words(middle, y - 8, wayWords(layer));
  said.setAttribute('class', 'way-words');
  return makeSvg(
    'g',
    {},
    sheet(layer, INSET, y, 'built'),
    sheet(layer, right, y, over ? 'built' : 'cached'),
    way,
    said,
  );
}

function sheet({ size }: LayerMoved, x: number, y: number, form: string): SVGGElement {
  const edge = thickness(size);
  const low = y + edge / 2;
  const at = ([dx, dy]: readonly [number, number], from = y) => `${x + dx},${from + dy}`;
  const face = [at([0, 0]), at(BACK), at(RIGHT), at(FRONT)].join(' ');
  const border = [at([0, 0], low), at(FRONT, low), at(RIGHT, low)].join(' ');
  return makeSvg(
    'g',
    { 'data-form': form },
    makeSvg('polygon', { class: 'film', points: face }),
    makeSvg('polyline', { class: 'edge', points: border, 'stroke-width': `${edge}` }),
  );
}

function words(x: number, y: number, text: string): SVGTextElement {
  const element = makeSvg('text', { x: `${x}`, y: `${y}` });
  element.textContent = text;
  return element;
}
