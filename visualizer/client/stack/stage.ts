import { make, makeSvg } from '../dom.ts';
import { ArrivalQueue } from './arrival-queue.ts';
import type { Arrival } from './arrivals.ts';
import { drawLeaders, type Leader } from './leaders.ts';
import { type Scene as Painted, Painter } from './painter.ts';
import { PAD } from './pen.ts';
import { CORNERS, type Point, sheetAt, toStage } from './projection.ts';
import type { Sheet } from './sheets.ts';
import { boxOf } from './stage-plan.ts';

const SPREAD = 180;

export interface Scene extends Painted {
  leaders: readonly Leader[];
}

/** The drawing: the pile flattened on one canvas; above what arrives, the rest and the leaders on another. */
export class Stage {
  readonly element = make('div', { class: 'stage', 'aria-hidden': 'true' });
  readonly #below = make('canvas');
  readonly #above = make('canvas');
  readonly #outlines = makeSvg('svg', { class: 'linked-sheets' });
  readonly #painter = new Painter();
  readonly #queue = new ArrivalQueue(
    (arrival) => this.#mover(arrival),
    () => this.#paint(),
  );
  #scene: Scene | null = null;
  #heights: readonly number[] = [];
  #linked: readonly number[] = [];
  #frame = 0;
  /** What the leaders that stand alone on their canvas were drawn from; null where more stands there. */
  #alone: string | null = null;
  #pin: ((g: CanvasRenderingContext2D, scene: Scene) => void) | null = null;

  constructor() {
    this.element.append(this.#below, this.#above, this.#outlines);
  }

  /** Shows a scene. `spreads`: its heights change smoothly from those shown. */
  show(scene: Scene, arrivals: readonly Arrival[], spreads: boolean): void {
    const before = this.#heights;
    this.#scene = scene;
    this.#queue.add(arrivals);
    cancelAnimationFrame(this.#frame);
    if (spreads && before.length === scene.stage.heights.length) this.#spread(before, performance.now());
    else this.#settle();
  }

  set leaders(leaders: readonly Leader[]) {
    if (this.#scene !== null) this.#scene = { ...this.#scene, leaders };
    this.#paintAbove();
  }

  /** The sheets, by index, that something else on the page points at: outlined above all others. */
  set linked(linked: readonly number[]) {
    if (linked.length + this.#linked.length === 0) return;
    this.#linked = linked;
    this.#outline();
  }

  /** Drawn over all else. */
  set pin(draw: ((g: CanvasRenderingContext2D, scene: Scene) => void) | null) {
    this.#pin = draw;
    this.#alone = null;
    this.#paintAbove();
  }

  /** Forgets what was drawn with other colours or fonts. */
  forget(): void {
    this.#painter.forget();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#queue.finish();
  }

  sheetAt(point: Point): number {
    return this.#scene === null ? -1 : sheetAt(this.#scene.stage.footing, this.#heights, point);
  }

  #settle(): void {
    this.#heights = this.#scene?.stage.heights ?? [];
    if (!this.#queue.advance()) this.#paint();
  }

  #spread(from: readonly number[], start: number): void {
    const to = this.#scene?.stage.heights ?? [];
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, now - start) / SPREAD);
      if (part === 1) return this.#settle();
      const eased = 1 - (1 - part) ** 3;
      this.#heights = to.map((height, index) => (from[index] ?? height) * (1 - eased) + height * eased);
      this.#paint();
      this.#frame = requestAnimationFrame(step);
    };
    step(start);
  }

  /** The scene as it looks now: what has not yet come is still an outline. */
  get #shown(): Scene | null {
    if (this.#scene === null) return null;
    const waiting = this.#queue.waiting;
    const sheets = this.#scene.sheets.map((sheet) => (waiting.has(sheet.key) ? outlineOf(sheet) : sheet));
    return { ...this.#scene, sheets, stage: { ...this.#scene.stage, heights: this.#heights } };
  }

  #paint(): void {
    const scene = this.#shown;
    if (scene === null) return;
    const g = this.#painter.prepare(this.#below, scene.stage);
    if (g !== null) this.#painter.paint(g, scene, 0, this.#split(scene)[0]);
    this.#paintAbove();
    if (this.#linked.length > 0) this.#outline();
  }

  #outline(): void {
    const footing = this.#scene?.stage.footing;
    if (footing === undefined) return;
    const outlines = this.#linked.map((index) => {
      const corners = CORNERS.map(([x, y]) => toStage(footing, { x, y }, this.#heights[index] ?? 0));
      return makeSvg('polygon', { points: corners.map(({ x, y }) => `${x},${y}`).join(' ') });
    });
    this.#outlines.replaceChildren(...outlines);
  }

  #paintAbove(): void {
    const scene = this.#shown;
    if (scene === null) return;
    const from = Math.max(1, this.#split(scene)[1]);
    const alone = from < scene.sheets.length || this.#pin !== null ? null : drawnFrom(scene);
    if (alone !== null && alone === this.#alone) return;
    const g = this.#painter.prepare(this.#above, scene.stage);
    if (g === null) return;
    this.#alone = alone;
    this.#painter.paint(g, scene, from, scene.sheets.length);
    drawLeaders(g, scene.leaders, scene.tokens);
    this.#pin?.(g, scene);
  }

  /** Up to where the pile lies below what moves, and from where above it. */
  #split({ sheets }: Scene): [number, number] {
    const moving = this.#queue.moving;
    const first = sheets.findIndex(({ key }) => moving.has(key));
    if (first < 0) return [sheets.length, sheets.length];
    return [first, sheets.findLastIndex(({ key }) => moving.has(key)) + 1];
  }

  #mover({ keys }: Arrival): HTMLElement | null {
    const scene = this.#shown;
    if (scene === null) return null;
    const canvas = make('canvas', { class: 'mover' });
    const moving = scene.sheets.flatMap(({ key }, index) => (keys.includes(key) ? [index] : []));
    const [only] = moving;
    if (only === undefined) return null;
    if (moving.length > 1) {
      const g = this.#painter.prepare(canvas, scene.stage);
      if (g !== null)
        this.#painter.paint(g, { ...scene, sheets: [...scene.sheets] }, only, (moving.at(-1) ?? only) + 1);
      this.#position(canvas, { x: 0, y: 0 }, scene.stage.drawn, scene.stage.height);
    } else {
      const bitmap = this.#painter.bitmap(scene, only);
      if (bitmap === null) return null;
      canvas.width = bitmap.image.width;
      canvas.height = bitmap.image.height;
      canvas.getContext('2d')?.drawImage(bitmap.image, 0, 0);
      const { x, y } = boxOf(scene.stage, only);
      this.#position(canvas, { x: x - PAD, y: y - PAD }, bitmap.width, bitmap.height);
    }
    this.#above.before(canvas);
    return canvas;
  }

  #position({ style }: HTMLElement, at: Point, width: number, height: number): void {
    Object.assign(style, { left: `${at.x}px`, top: `${at.y}px`, width: `${width}px`, height: `${height}px` });
  }
}

function drawnFrom({ leaders, stage, tokens }: Scene): string {
  return JSON.stringify([leaders, stage.drawn, stage.height, tokens.colour, window.devicePixelRatio]);
}

function outlineOf(sheet: Sheet): Sheet {
  return { ...sheet, state: 'pending', layer: null, marks: null };
}
