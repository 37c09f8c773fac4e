import { makeSvg } from '../dom.ts';
import type { Plate, Thread } from '../stage-plates.ts';

/** From one sheet of a pile to the next, in px. */
export const GAP = 19;
/** How high a line rises over the higher of its ends, and how much more for each plate passed and each line beside it. */
const RISE = 44;
const OVER = 40;
/** Where a line leaves a sheet and where it lands, from the sheet's left corner; and how far from the next one's. */
const LEAVES = [128, -4] as const;
const LANDS = [50, 2] as const;
const EDGE = 176;
const STEP = 15;
const LETTER = 7.6;
const LINE = 20;

/** A plate and where it stands: the left corner of its lowest sheet. */
export interface Spot {
  plate: Plate;
  x: number;
  floor: number;
}

interface Point {
  x: number;
  y: number;
}

interface Label extends Point {
  lines: readonly string[];
  anchor: 'middle' | 'start';
}

export interface DrawnThreads {
  lines: SVGGElement[];
  labels: SVGTextElement[];
  /** The highest point that anything reaches. */
  top: number;
}

/** The lines, and their words apart: no line crosses words, and no words lie on others. */
export function drawThreads(
  threads: readonly Thread[],
  spots: readonly Spot[],
  below: boolean,
): DrawnThreads {
  const drawn: DrawnThreads = { lines: [], labels: [], top: 0 };
  const placed: Label[] = [];
  for (const [nth, thread] of threads.entries()) {
    const from = spotOf(spots, thread.at, thread.from);
    const to = spots.find(({ plate }) => plate.stage === thread.to);
    if (from === undefined || to === undefined) continue;
    const start = leaving(from, thread, below ? 0 : nth, below);
    const end = landing(to, thread, below ? 0 : nth, below);
    const [path, label] = below ? aside(start, end, nth, thread) : over(start, end, nth, thread);
    const free = clearOf(placed, label, below ? 1 : -1);
    placed.push(free);
    drawn.lines.push(drawThread(thread, path, start, end, below));
    drawn.labels.push(drawLabel(free));
    drawn.top = Math.min(drawn.top, free.y - LINE);
  }
  return drawn;
}

/** The plate on which the sheet lies that it comes from: that of the stage, or of one that it goes on from. */
function spotOf(spots: readonly Spot[], at: number | null, stage: number): Spot | undefined {
  const holds = ({ plate }: Spot) => at !== null && plate.sheets.some(({ step }) => step === at);
  return spots.find(holds) ?? spots.find(({ plate }) => plate.stage === stage);
}

/** On the sheet that holds what is copied; on the top one where nobody knows which, or all of it goes on. */
function leaving({ plate, x, floor }: Spot, { at }: Thread, nth: number, below: boolean): Point {
  const top = Math.max(0, plate.sheets.length - 1);
  const found = plate.sheets.findIndex(({ step }) => at !== null && step === at);
  const [right, down] = below ? [EDGE, -6] : LEAVES;
  return { x: x + right - nth * STEP, y: floor - (found < 0 ? top : found) * GAP + down };
}

/** On the sheet of the step that copied; on the lowest where the whole stage goes on. */
function landing({ plate, x, floor }: Spot, { step }: Thread, nth: number, below: boolean): Point {
  const found = plate.sheets.findIndex((one) => one.step === step);
  const [right, down] = below ? [EDGE, -6] : LANDS;
  return { x: x + right + nth * STEP, y: floor - Math.max(0, found) * GAP + down };
}

/** Over what stands between two plates of a row. */
function over(from: Point, to: Point, nth: number, { words }: Thread): [string, Label] {
  const peak = Math.min(from.y, to.y) - RISE - OVER * (Math.abs(to.x - from.x) > 300 ? 1 : 0) - nth * STEP;
  const middle = (from.x + to.x) / 2;
  const y = (from.y + to.y) / 4 + peak / 2 - 6;
  return [
    `Q${point({ x: middle, y: peak })} ${point(to)}`,
    { x: middle, y, lines: [words], anchor: 'middle' },
  ];
}

/** Along the right side of plates that stand one below the other. */
function aside(from: Point, to: Point, nth: number, { words }: Thread): [string, Label] {
  const x = Math.max(from.x, to.x) + 28 + nth * 6;
  const label = { x: x - 2, y: (from.y + to.y) / 2, lines: words.split(', '), anchor: 'start' as const };
  return [`C${point({ x, y: from.y })} ${point({ x, y: to.y })} ${point(to)}`, label];
}

/** The words moved up (-1) or down (1) until they lie on no others. */
function clearOf(placed: readonly Label[], label: Label, way: -1 | 1): Label {
  let free = label;
  while (placed.some((other) => overlap(other, free))) free = { ...free, y: free.y + way * LINE };
  return free;
}

function overlap(a: Label, b: Label): boolean {
  const width = ({ lines }: Label) => Math.max(...lines.map((line) => line.length)) * LETTER;
  const apart = a.anchor === 'middle' ? (width(a) + width(b)) / 2 : Math.max(width(a), width(b));
  const high = LINE * Math.max(a.lines.length, b.lines.length);
  return Math.abs(a.x - b.x) < apart && Math.abs(a.y - b.y) < high;
}

function drawThread({ step }: Thread, path: string, from: Point, to: Point, below: boolean): SVGGElement {
  const tip = below
    ? [to, { x: to.x + 10, y: to.y - 5 }, { x: to.x + 10, y: to.y + 5 }]
    : [to, { x: to.x - 9, y: to.y - 7 }, { x: to.x + 1, y: to.y - 11 }];
  return makeSvg(
    'g',
    { class: step === null ? 'thread goes-on' : 'thread' },
    makeSvg('path', { d: `M${point(from)}${path}` }),
    makeSvg('circle', { cx: `${from.x}`, cy: `${from.y}`, r: '3.5' }),
    makeSvg('polygon', { points: tip.map(point).join(' ') }),
  );
}

function drawLabel({ x, y, lines, anchor }: Label): SVGTextElement {
  const text = makeSvg('text', { class: 'thread-words', 'text-anchor': anchor, x: `${x}`, y: `${y}` });
  for (const [index, line] of lines.entries()) {
    const part = makeSvg('tspan', { x: `${x}`, dy: index === 0 ? '0' : '18' });
    part.textContent = line;
    text.append(part);
  }
  return text;
}

function point({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
