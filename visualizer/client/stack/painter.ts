import { type Bitmap, drawBitmap, slabHeight } from './bitmap.ts';
import { PAD } from './pen.ts';
import type { Plan } from './plan.ts';
import { DEPTH, toStage, WIDTH } from './projection.ts';
import { drawShadow, SHADOW_PAD, type Shadow } from './shadow.ts';
import { inkOf } from './sheet-ink.ts';
import { hasFilm, type Sheet } from './sheets.ts';
import { FACE_GAP, showsFace } from './spread.ts';
import { boxOf, leftFront, type StagePlan } from './stage-plan.ts';
import type { Tokens } from './tokens.ts';

export interface Scene {
  sheets: readonly Sheet[];
  stage: StagePlan;
  selected: number;
  plan: Plan;
  tokens: Tokens;
  showsFiles: boolean;
  showsFingerprint: boolean;
  /** Seconds a running step has run. */
  elapsed(sheet: Sheet): number;
}

const KEPT = 16;

/** Flattens piles onto canvases. Keeps the last 16 sheets' bitmaps, since a sheet is drawn far less often than placed. */
export class Painter {
  readonly #bitmaps = new Map<string, Bitmap>();
  readonly #names = new WeakMap<object, number>();
  #named = 0;
  #shadow: Shadow | null = null;
  #density = 1;

  /** Makes the canvas fit what is drawn on the stage and clears it: the browser copies every pixel of it, each time. */
  prepare(canvas: HTMLCanvasElement, { drawn: width, height }: StagePlan): CanvasRenderingContext2D | null {
    this.#density = Math.min(3, window.devicePixelRatio || 1);
    const size = [Math.round(width * this.#density), Math.round(height * this.#density)] as const;
    if (canvas.width !== size[0] || canvas.height !== size[1]) {
      [canvas.width, canvas.height] = size;
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    const g = canvas.getContext('2d');
    g?.setTransform(this.#density, 0, 0, this.#density, 0, 0);
    g?.clearRect(0, 0, width, height);
    return g;
  }

  /** Paints the sheets `from` ≤ index < `to`, bottom first. */
  paint(g: CanvasRenderingContext2D, scene: Scene, from: number, to: number): void {
    if (from === 0) this.#groundShadow(g, scene);
    for (let index = from; index < to; index += 1) this.#place(g, scene, index);
  }

  /** The sheet's bitmap as it stands in the scene. */
  bitmap(scene: Scene, index: number): Bitmap | null {
    const sheet = scene.sheets[index];
    if (sheet === undefined) return null;
    const selected = index === scene.selected;
    const { footing } = scene.stage;
    const elapsed = sheet.state === 'running' ? Math.floor(scene.elapsed(sheet)) : 0;
    const parts = [sheet.key, sheet.state, selected, footing.scale, this.#density, elapsed];
    const objects = [sheet.layer, sheet.marks, scene.plan, scene.tokens].map((thing) => this.#nameOf(thing));
    const key = [...parts, ...objects, scene.showsFiles, scene.showsFingerprint].join();
    const known = this.#bitmaps.get(key);
    const ink = inkOf(sheet, scene.tokens);
    const look = { ...scene, selected, ink, scale: footing.scale, density: this.#density, elapsed };
    const bitmap = known ?? drawBitmap(sheet, look);
    this.#bitmaps.delete(key);
    this.#bitmaps.set(key, bitmap);
    const [oldest] = this.#bitmaps;
    if (this.#bitmaps.size > KEPT && oldest !== undefined) {
      this.#bitmaps.delete(oldest[0]);
      oldest[1].image.close();
    }
    return bitmap;
  }

  forget(): void {
    this.#shadow = null;
    this.#bitmaps.clear();
  }

  /** Blurring is dear, so it is done once per size. */
  #groundShadow(g: CanvasRenderingContext2D, { sheets, stage }: Scene): void {
    const lowest = sheets[0];
    const { scale } = stage.footing;
    if (lowest === undefined || !hasFilm(lowest)) return;
    if (this.#shadow?.scale !== scale || this.#shadow.density !== this.#density) {
      this.#shadow = drawShadow(scale, this.#density);
    }
    const { x, y } = boxOf(stage, 0);
    const { image, width, height } = this.#shadow;
    g.drawImage(image, x - SHADOW_PAD, y - SHADOW_PAD + slabHeight(lowest, scale) + 10, width, height);
  }

  #place(g: CanvasRenderingContext2D, scene: Scene, index: number): void {
    const { stage, selected } = scene;
    if (!showsFace(stage.heights, index)) {
      drawEdgeOnly(g, scene, index);
      return;
    }
    const bitmap = this.bitmap(scene, index);
    if (bitmap === null) return;
    const { x, y } = boxOf(stage, index);
    g.globalAlpha = index > selected && selected >= 0 ? 0.72 : 1;
    g.drawImage(bitmap.image, x - PAD, y - PAD, bitmap.width, bitmap.height);
    g.globalAlpha = 1;
  }

  #nameOf(thing: object | null): number {
    if (thing === null) return 0;
    const known = this.#names.get(thing);
    if (known !== undefined) return known;
    this.#named += 1;
    this.#names.set(thing, this.#named);
    return this.#named;
  }
}

/** A sheet too close under the next: its two edges. */
function drawEdgeOnly(g: CanvasRenderingContext2D, { sheets, stage, tokens }: Scene, index: number): void {
  const sheet = sheets[index];
  const z = stage.heights[index] ?? 0;
  if (sheet === undefined) return;
  const gap = Math.min(FACE_GAP, (stage.heights[index + 1] ?? z + FACE_GAP) - z);
  const left = leftFront(stage.footing, z);
  const front = toStage(stage.footing, { x: WIDTH, y: DEPTH }, z);
  const right = toStage(stage.footing, { x: WIDTH, y: 0 }, z);
  const height = Math.max(0.6, Math.min(gap * 0.62, 3));
  g.beginPath();
  for (const { x, y } of [left, front, right]) g.lineTo(x, y);
  for (const { x, y } of [right, front, left]) g.lineTo(x, y + height);
  g.closePath();
  g.fillStyle = inkOf(sheet, tokens);
  g.fill();
}
