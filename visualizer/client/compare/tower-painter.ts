import { drawBitmap, slabHeight } from '../stack/bitmap.ts';
import { PAD } from '../stack/pen.ts';
import type { Plan } from '../stack/plan.ts';
import { DEPTH, LEFT, type Point, toStage } from '../stack/projection.ts';
import { inkOf } from '../stack/sheet-ink.ts';
import { FACE_GAP } from '../stack/spread.ts';
import type { Tokens } from '../stack/tokens.ts';
import { ASIDE, footingOf, lengthOf, pointOf, type TowerPlan } from './tower-plan.ts';
import type { Side, Slab, Towers } from './towers.ts';

export interface TowerScene {
  towers: Towers;
  plan: TowerPlan;
  floor: Plan;
  tokens: Tokens;
  /** Of each image, above its pile. */
  names: readonly [string, string];
  /** The level looked at; null where none is. */
  selected: number | null;
  density: number;
}

/** Both piles, the ground's sheets first. Nothing moves here, so nothing is kept from one drawing to the next. */
export function paintTowers(g: CanvasRenderingContext2D, scene: TowerScene): void {
  const { towers, plan, tokens } = scene;
  for (const slab of towers.slabs) {
    if (showsFace(scene, slab)) placeSheet(g, scene, slab);
    else placeEdge(g, scene, slab);
  }
  g.strokeStyle = g.fillStyle = tokens.colour.ink;
  if (towers.pile > 0) drawBracket(g, towers, plan);
  for (const { first, second } of towers.twins) drawTwin(g, plan, first, second);
  for (const side of [0, 1] as const) drawName(g, scene, side);
}

/** With little room only the top sheets and the one looked at have a face. */
function showsFace({ towers, plan, selected }: TowerScene, { side, level }: Slab): boolean {
  if (plan.gap >= FACE_GAP || level === selected || level === towers.pile - 1) return true;
  return !towers.slabs.some((other) => other.side === side && other.level > level);
}

function placeSheet(g: CanvasRenderingContext2D, scene: TowerScene, { side, level, sheet }: Slab): void {
  const { plan, floor, tokens, density } = scene;
  const { scale, x, y } = footingOf(plan, side);
  const floors = side === null ? [0, ASIDE] : [0];
  const selected = level === scene.selected;
  const shows = { showsFiles: true, showsFingerprint: true, elapsed: 0 };
  const look = { ...shows, selected, plan: floor, tokens, ink: inkOf(sheet, tokens), floors, scale, density };
  const { image, width, height } = drawBitmap(sheet, look, lengthOf(side));
  g.drawImage(image, x + LEFT * scale - PAD, y - level * plan.gap - PAD, width, height);
  image.close();
}

function placeEdge(g: CanvasRenderingContext2D, { plan, tokens }: TowerScene, slab: Slab): void {
  const edge = ([[0, 1], [1, 1], [1, 0]] as const).map(([along, deep]) => pointOf(plan, slab, along, deep)); // biome-ignore format: three corners
  const height = Math.max(0.6, Math.min(plan.gap * 0.62, 3, slabHeight(slab.sheet, plan.footing.scale)));
  g.beginPath();
  for (const { x, y } of edge) g.lineTo(x, y);
  for (const { x, y } of edge.reverse()) g.lineTo(x, y + height);
  g.closePath();
  g.fillStyle = inkOf(slab.sheet, tokens);
  g.fill();
}

/** Around the sheets that are stored once, at their left corners. */
function drawBracket(g: CanvasRenderingContext2D, { pile }: Towers, { footing, gap }: TowerPlan): void {
  const { x, y } = toStage(footing, { x: 0, y: DEPTH }, 0);
  const top = y - (pile - 1) * gap - 4;
  line(g, [{ x: x - 5, y: top }, { x: x - 14, y: top }, { x: x - 14, y: y + 12 }, { x: x - 5, y: y + 12 }], 2); // biome-ignore format: one line
}

/** The same blob, kept once, but unpacked on another pile: dotted. */
function drawTwin(g: CanvasRenderingContext2D, plan: TowerPlan, first: number, second: number): void {
  const from = pointOf(plan, { side: 0, level: first }, 1, 0.5);
  const to = pointOf(plan, { side: 1, level: second }, 0, 0.5);
  g.save();
  g.setLineDash([1.5, 4]);
  line(g, [from, to], 2.2);
  g.restore();
  for (const { x, y } of [from, to]) {
    g.beginPath();
    g.arc(x, y, 3, 0, 2 * Math.PI);
    g.fill();
  }
}

function drawName(g: CanvasRenderingContext2D, { towers, plan, names }: TowerScene, side: Side): void {
  const own = towers.slabs.filter((slab) => slab.side === side || slab.side === null);
  const level = Math.max(0, ...own.map((slab) => slab.level));
  const { x, y } = pointOf(plan, { side, level }, 0.5, 0);
  g.font = '600 15px Inter, system-ui, sans-serif';
  g.textAlign = 'center';
  g.fillText(names[side], Math.max(x, g.measureText(names[side]).width / 2 + 2), y - 22);
}

function line(g: CanvasRenderingContext2D, points: readonly Point[], width: number): void {
  g.lineWidth = width;
  g.beginPath();
  for (const { x, y } of points) g.lineTo(x, y);
  g.stroke();
}
