import { makeSvg } from '../dom.ts';
import { bytes } from '../format.ts';
import { thickness, UNRECORDED_THICKNESS } from '../stack/thickness.ts';
import type { Plate, PlateSheet, Thread } from '../stage-plates.ts';

/** A sheet's corners in px, from its left one: back, right, front. */
const BACK = [58, -36] as const;
const RIGHT = [178, -7] as const;
const FRONT = [120, 29] as const;
const GAP = 19;
/** From one plate to the next, and for the words below them. */
const COLUMN = 262;
const FOOT = 100;
/** How high a thread rises over the higher of its ends, and how much more for each plate that it passes. */
const RISE = 44;
const OVER = 40;
const INSET = 16;
const DRAWN = ['base', 'cached', 'built', 'failed'];

/** Stages side by side, each a small pile on its own plate, with a line for all that passes between them. */
export function stageFigure(plates: readonly Plate[], threads: readonly Thread[]): SVGSVGElement {
  const tallest = Math.max(1, ...plates.map(({ sheets }) => sheets.length));
  const farthest = Math.max(1, ...threads.map(({ from, to }) => Math.abs(to - from)));
  const floor = tallest * GAP + RISE + OVER * (farthest - 1) * 0.5 + 24;
  const width = INSET * 2 + COLUMN * (plates.length - 1) + RIGHT[0] + 30;
  const height = floor + FOOT;
  const place = new Map(plates.map((plate, index) => [plate.stage, { plate, x: INSET + index * COLUMN }]));
  const piles = [...place.values()].map(({ plate, x }) => pile(plate, x, floor));
  const drawn = threads.flatMap((thread) => {
    const [from, to] = [place.get(thread.from), place.get(thread.to)];
    if (from === undefined || to === undefined) return [];
    const start = topOf(from.plate, from.x, floor);
    return [drawThread(thread, start, landing(to.plate, to.x, floor, thread.step))];
  });
  const size = { width: `${width}`, height: `${height}`, viewBox: `0 0 ${width} ${height}` };
  return makeSvg(
    'svg',
    { ...size, 'aria-hidden': 'true' },
    ...piles,
    ...drawn.map(([line]) => line),
    ...drawn.map(([, label]) => label),
  );
}

function pile({ name, note, left, sheets }: Plate, x: number, floor: number): SVGGElement {
  const plate = makeSvg('polygon', { class: 'plate', points: corners(x, floor + 12, 12) });
  const drawn = sheets.map((one, index) => sheet(one, x, floor - index * GAP));
  const title = words('stage-name', x, floor + 68, `stage ${name}`);
  const group = makeSvg('g', { class: 'pile' }, plate, ...drawn);
  if (left) group.setAttribute('data-left', '');
  return makeSvg('g', {}, group, title, words('stage-note', x, floor + 88, short(note)));
}

/** The list has it whole. */
function short(note: string): string {
  return note.startsWith('stays behind') ? 'stays behind' : note;
}

function sheet({ form, layer }: PlateSheet, x: number, y: number): SVGGElement {
  const film = DRAWN.includes(form);
  const face = makeSvg('polygon', { class: film ? 'film' : 'outline', points: corners(x, y) });
  const group = makeSvg('g', { 'data-form': form }, face);
  if (!film) return group;
  const edge = layer === null ? UNRECORDED_THICKNESS : thickness(layer.empty ? 0 : layer.size);
  const low = y + edge / 2;
  const points = [at(x, low), at(x + FRONT[0], low + FRONT[1]), at(x + RIGHT[0], low + RIGHT[1])].join(' ');
  group.append(makeSvg('polyline', { class: 'edge', points, 'stroke-width': `${edge}` }));
  return group;
}

/** The line, and its words apart: no other line crosses them. */
function drawThread({ step, words: said }: Thread, from: Point, to: Point): [SVGGElement, SVGTextElement] {
  const passed = Math.round(Math.abs(to.x - from.x) / COLUMN) - 1;
  const peak = Math.min(from.y, to.y) - RISE - OVER * passed;
  const middle = (from.x + to.x) / 2;
  const arc = `M${at(from.x, from.y)}Q${at(middle, peak)} ${at(to.x, to.y)}`;
  const tip = [at(to.x, to.y), at(to.x - 9, to.y - 7), at(to.x + 1, to.y - 11)].join(' ');
  const line = makeSvg(
    'g',
    { class: step === null ? 'thread goes-on' : 'thread' },
    makeSvg('path', { d: arc }),
    makeSvg('circle', { cx: `${from.x}`, cy: `${from.y}`, r: '3.5' }),
    makeSvg('polygon', { points: tip }),
  );
  return [line, words('thread-words', middle, (from.y + to.y) / 4 + peak / 2 - 6, said)];
}

interface Point {
  x: number;
  y: number;
}

function topOf({ sheets }: Plate, x: number, floor: number): Point {
  return { x: x + 132, y: floor - Math.max(0, sheets.length - 1) * GAP - 6 };
}

/** On the sheet of the step that copied; on the lowest where the whole stage goes on. */
function landing({ sheets }: Plate, x: number, floor: number, step: number | null): Point {
  const index = Math.max(
    0,
    sheets.findIndex((one) => one.step === step),
  );
  return { x: x + 46, y: floor - index * GAP };
}

function corners(x: number, y: number, around = 0): string {
  return [
    at(x - around, y),
    at(x + BACK[0], y + BACK[1] - around * 0.6),
    at(x + RIGHT[0] + around, y + RIGHT[1]),
    at(x + FRONT[0], y + FRONT[1] + around * 0.6),
  ].join(' ');
}

function at(x: number, y: number): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}

function words(name: string, x: number, y: number, text: string): SVGTextElement {
  const element = makeSvg('text', { class: name, x: `${x}`, y: `${y}` });
  element.textContent = text;
  return element;
}

/** The drawing in one sentence. */
export function figureWords(plates: readonly Plate[], threads: readonly Thread[]): string {
  const name = (stage: number) => plates.find((plate) => plate.stage === stage)?.name ?? `${stage}`;
  const stages = plates.map((plate) => {
    const size = plate.sheets.reduce((sum, { layer }) => sum + (layer?.size ?? 0), 0);
    const said = plate.note || (size > 0 ? bytes(size) : '');
    return [`stage ${plate.name}`, said].filter(Boolean).join(' ');
  });
  const passed = threads.map(({ from, to, step, words: said }) =>
    step === null
      ? `stage ${name(to)} goes on from ${name(from)}`
      : `${said} copied from ${name(from)} to ${name(to)}`,
  );
  return `${[...stages, ...passed].join('; ')}.`;
}
