import { makeSvg } from '../dom.ts';
import { bytes } from '../format.ts';
import { thickness, UNRECORDED_THICKNESS } from '../stack/thickness.ts';
import type { Plate, PlateSheet, Thread } from '../stage-plates.ts';
import { drawThreads, GAP, type Spot } from './stage-threads.ts';

/** A sheet's corners in px, from its left one: back, right, front. */
const BACK = [58, -36] as const;
const RIGHT = [178, -7] as const;
const FRONT = [120, 29] as const;
/** From one plate to the next, and for the words below them: as far as there is room, and not less than that. */
const COLUMN = { widest: 262, least: 214 };
const FOOT = 100;
const INSET = 16;
const DRAWN = ['base', 'cached', 'built', 'failed'];

/** Stages on plates of their own, with a line for all that passes between them: side by side, or, where `room` (px) is too narrow, one below the other. */
export function stageFigure(
  plates: readonly Plate[],
  threads: readonly Thread[],
  room: number,
): SVGSVGElement {
  const ends = INSET * 2 + RIGHT[0] + 30;
  const between = Math.max(1, plates.length - 1);
  const column = Math.min(COLUMN.widest, (room - ends) / between);
  const below = column < COLUMN.least;
  const spots = below ? columnOf(plates) : rowOf(plates, column);
  const drawn = drawThreads(threads, spots, below);
  const bottom = Math.max(...spots.map(({ floor }) => floor)) + FOOT;
  const top = Math.min(0, drawn.top - 22);
  const width = below ? Math.max(240, room) : ends + column * between;
  const height = bottom - top;
  const size = { width: `${width}`, height: `${height}`, viewBox: `0 ${top} ${width} ${height}` };
  const piles = spots.map(({ plate, x, floor }) => pile(plate, x, floor));
  return makeSvg('svg', { ...size, 'aria-hidden': 'true' }, ...piles, ...drawn.lines, ...drawn.labels);
}

function rowOf(plates: readonly Plate[], column: number): Spot[] {
  const floor = Math.max(1, ...plates.map(({ sheets }) => sheets.length)) * GAP + 48;
  return plates.map((plate, index) => ({ plate, x: INSET + index * column, floor }));
}

function columnOf(plates: readonly Plate[]): Spot[] {
  let bottom = 0;
  return plates.map((plate) => {
    const floor = bottom + Math.max(1, plate.sheets.length) * GAP + 34;
    bottom = floor + FOOT;
    return { plate, x: INSET, floor };
  });
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
