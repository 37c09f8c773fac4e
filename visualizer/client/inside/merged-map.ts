import { make } from '../dom.ts';
import type { Subject } from '../stack/looks.ts';
import type { Cell, Plan } from '../stack/plan.ts';
import { DEPTH, SELVAGE, WIDTH } from '../stack/projection.ts';
import { inkOf } from '../stack/sheet-ink.ts';
import type { Sheet } from '../stack/sheets.ts';
import { inSlices } from '../stack/slices.ts';
import { sheetNumber } from '../stack/words.ts';
import type { MergedFile } from './merged.ts';

const HEIGHT = DEPTH - SELVAGE;
const FONT = '600 13px "IBM Plex Mono", monospace';
/** A badge needs so much room, px. */
const BADGE = 22;

/** Who is seen at a cell: the sheet with the most bytes there, or nobody. */
interface Seen {
  from: number | null;
  weight: number;
}

/** The floor plan from above: each place in the colour of the sheet that is seen there, with its number. */
export class MergedMap {
  readonly element = make('div', { class: 'map', role: 'img' });
  readonly #canvas = make('canvas');
  #subject: Subject | null = null;
  #seen: ReadonlyMap<Cell, Seen> = new Map();
  #labels: ReadonlyMap<Cell, number> = new Map();
  #chosen: string | null = null;

  /** `choose` is told the path of the cell that was pointed at. */
  constructor(choose: (path: string) => void) {
    this.element.append(this.#canvas);
    this.element.addEventListener('click', ({ clientX, clientY }) => {
      const path = this.#pathAt(clientX, clientY);
      if (path !== null) choose(path);
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  async show(subject: Subject, merged: readonly MergedFile[], words: string): Promise<void> {
    const seen = await inSlices(seenAt(subject.plan, merged), new AbortController().signal);
    if (seen === null) return;
    this.#subject = subject;
    this.#seen = seen;
    this.#labels = labelled(subject.plan, this.#seen);
    this.element.setAttribute('aria-label', words);
    this.#draw();
  }

  set chosen(path: string | null) {
    this.#chosen = path;
    this.#draw();
  }

  #pathAt(clientX: number, clientY: number): string | null {
    const box = this.element.getBoundingClientRect();
    const x = ((clientX - box.left) / box.width) * WIDTH;
    const y = ((clientY - box.top) / box.height) * HEIGHT;
    let found: Cell | null = null;
    for (const cell of this.#subject?.plan.cells.values() ?? []) {
      const inside = x >= cell.x && x < cell.x + cell.width && y >= cell.y && y < cell.y + cell.height;
      if (inside && cell.depth > (found?.depth ?? 0)) found = cell;
    }
    return found?.path ?? null;
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const g = this.#canvas.getContext('2d');
    if (this.#subject === null || g === null || width === 0) return;
    const density = Math.min(3, devicePixelRatio || 1);
    this.#canvas.width = Math.round(width * density);
    this.#canvas.height = Math.round(height * density);
    g.setTransform(density, 0, 0, density, 0, 0);
    g.fillStyle = this.#subject.tokens.colour.surface;
    g.fillRect(0, 0, width, height);
    const to = (cell: Cell): Box => ({
      x: (cell.x / WIDTH) * width,
      y: (cell.y / HEIGHT) * height,
      width: (cell.width / WIDTH) * width,
      height: (cell.height / HEIGHT) * height,
    });
    const cells = [...this.#subject.plan.cells.values()];
    for (const cell of cells) this.#paint(g, cell, to(cell));
    for (const [cell, from] of this.#labels) this.#label(g, to(cell), from);
    for (const cell of cells) if (cell.depth === 1) nameFolder(g, cell, to(cell), this.#subject);
    const chosen = this.#chosen === null ? null : this.#subject.plan.place(this.#chosen);
    if (chosen !== null) ring(g, to(chosen), this.#subject.tokens.colour.ink);
  }

  #paint(g: CanvasRenderingContext2D, cell: Cell, box: Box): void {
    const seen = this.#seen.get(cell);
    const subject = this.#subject;
    if (seen === undefined || subject === null) return;
    const sheet = seen.from === null ? undefined : subject.sheets[seen.from];
    if (sheet === undefined) hatch(g, box, subject);
    else fill(g, box, sheet, cell.folder, subject);
  }

  #label(g: CanvasRenderingContext2D, box: Box, from: number): void {
    const sheet = this.#subject?.sheets[from];
    if (this.#subject === null || sheet === undefined || Math.min(box.width, box.height) < BADGE) return;
    badge(g, box, sheetNumber(sheet) || '·', this.#subject);
  }
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Files too small for a cell of their own count for their folder's. */
function* seenAt(plan: Plan, merged: readonly MergedFile[]): Generator<void, ReadonlyMap<Cell, Seen>> {
  const weights = new Map<Cell, Map<number | null, number>>();
  for (const [index, { path, file, from }] of merged.entries()) {
    if (index % 500 === 499) yield;
    const cell = plan.place(path);
    if (cell === null || (file.type === 'directory' && cell.folder)) continue;
    const own = weights.get(cell) ?? new Map<number | null, number>();
    // What is gone counts only where nothing else is there.
    own.set(from, (own.get(from) ?? 0) + (from === null ? 0 : file.size + 1));
    weights.set(cell, own);
  }
  return new Map(
    [...weights].map(([cell, own]) => {
      const [from, weight] = [...own].reduce((one, two) => (two[1] > one[1] ? two : one));
      return [cell, { from, weight }];
    }),
  );
}

/** The largest cells of which all comes from one sheet: a folder needs its number once. */
function labelled(plan: Plan, seen: ReadonlyMap<Cell, Seen>): Map<Cell, number> {
  const suppliers = new Map<string, Set<number | null>>();
  const cells = [...plan.cells.values()];
  for (const cell of cells) {
    const from = seen.get(cell)?.from;
    if (from === undefined) continue;
    for (let path = cell.path; path !== ''; path = parentOf(path))
      suppliers.set(path, (suppliers.get(path) ?? new Set()).add(from));
  }
  const only = (path: string) => {
    const [first = null, ...more] = suppliers.get(path) ?? [];
    return more.length === 0 ? first : null;
  };
  return new Map(
    cells.flatMap((cell) => {
      const from = only(cell.path);
      return from === null || only(parentOf(cell.path)) !== null ? [] : [[cell, from] as const];
    }),
  );
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function fill(g: CanvasRenderingContext2D, box: Box, sheet: Sheet, folder: boolean, subject: Subject): void {
  g.globalAlpha = folder ? 0.28 : 0.55;
  g.fillStyle = inkOf(sheet, subject.tokens);
  g.fillRect(box.x, box.y, box.width, box.height);
  g.globalAlpha = 1;
}

function hatch(g: CanvasRenderingContext2D, { x, y, width, height }: Box, { tokens }: Subject): void {
  const { colour } = tokens;
  g.save();
  g.beginPath();
  g.rect(x, y, width, height);
  g.fillStyle = colour.surface;
  g.fill();
  g.clip();
  g.beginPath();
  for (let at = -height; at < width; at += 7) {
    g.moveTo(x + at, y);
    g.lineTo(x + at + height, y + height);
  }
  g.strokeStyle = colour.mut;
  g.lineWidth = 0.9;
  g.stroke();
  g.restore();
  g.setLineDash([5, 3]);
  g.strokeStyle = colour.ink;
  g.lineWidth = 1.5;
  g.strokeRect(x + 1, y + 1, Math.max(0, width - 2), Math.max(0, height - 2));
  g.setLineDash([]);
}

function badge(g: CanvasRenderingContext2D, box: Box, text: string, { tokens }: Subject): void {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  g.font = FONT;
  const half = Math.max(10, g.measureText(text).width / 2 + 5);
  if (half * 2 > box.width) return;
  g.fillStyle = tokens.colour.surface;
  g.beginPath();
  g.roundRect(x - half, y - 10, half * 2, 20, 10);
  g.fill();
  write(g, text, x, y, tokens.colour.ink, 'center');
}

function nameFolder(g: CanvasRenderingContext2D, cell: Cell, box: Box, { tokens }: Subject): void {
  if (!cell.folder || box.width < 44 || box.height < 44) return;
  g.save();
  g.beginPath();
  g.rect(box.x, box.y, box.width, box.height);
  g.clip();
  g.font = FONT;
  write(g, `/${cell.path}`, box.x + 5, box.y + 11, tokens.colour.ink, 'left');
  g.restore();
}

function write(
  g: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  align: CanvasTextAlign,
): void {
  g.fillStyle = colour;
  g.textAlign = align;
  g.textBaseline = 'middle';
  g.fillText(text, x, y);
}

function ring(g: CanvasRenderingContext2D, { x, y, width, height }: Box, ink: string): void {
  g.strokeStyle = ink;
  g.lineWidth = 3;
  g.strokeRect(x + 1.5, y + 1.5, Math.max(4, width - 3), Math.max(4, height - 3));
}
