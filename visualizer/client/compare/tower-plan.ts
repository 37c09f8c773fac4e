import {
  boxSize,
  covers,
  DEPTH,
  type Footing,
  LEFT,
  type Point,
  toStage,
  WIDTH,
  XX,
  YX,
} from '../stack/projection.ts';
import { GAP } from '../stack/spread.ts';
import type { Side, Slab, Towers } from './towers.ts';

/** From one pile to the next, in units along the sheet. */
export const ASIDE = WIDTH + 44;
/** A sheet under both. */
export const LONG = WIDTH + ASIDE;
const MARGIN = { x: 30, top: 56, bottom: 40 };
const LARGEST_SCALE = 0.95;
const SMALLEST_GAP = 3;

export interface TowerPlan {
  width: number;
  height: number;
  /** Of the pile behind; the other stands ASIDE units along. */
  footing: Footing;
  gap: number;
}

/** Both piles in `room`, px; the lower they must be, the closer the sheets lie. */
export function planTowers({ slabs }: Towers, room: { width: number; height: number }): TowerPlan {
  const box = boxSize(LONG);
  const scale = Math.max(0.2, Math.min(LARGEST_SCALE, (room.width - 2 * MARGIN.x) / box.width));
  const levels = Math.max(0, ...slabs.map(({ level }) => level));
  const around = box.height * scale + MARGIN.top + MARGIN.bottom;
  const gap = Math.min(GAP * scale, Math.max(SMALLEST_GAP, (room.height - around) / Math.max(1, levels)));
  const height = Math.round(around + gap * levels);
  const spare = Math.max(0, room.width - 2 * MARGIN.x - box.width * scale) / 2;
  const footing = { x: MARGIN.x + spare - LEFT * scale, y: MARGIN.top + gap * levels, scale };
  return { width: room.width, height, footing, gap };
}

export function footingOf({ footing }: TowerPlan, side: Side | null): Footing {
  if (side !== 1) return footing;
  const { x, y, scale } = footing;
  return { x: x + XX * ASIDE * scale, y: y + YX * ASIDE * scale, scale };
}

export function lengthOf(side: Side | null): number {
  return side === null ? LONG : WIDTH;
}

/** A point of a sheet on the stage: `along` and `deep` go from 0 to 1. */
export function pointOf(
  plan: TowerPlan,
  { side, level }: Pick<Slab, 'side' | 'level'>,
  along: number,
  deep: number,
): Point {
  return toStage(footingOf(plan, side), { x: along * lengthOf(side), y: deep * DEPTH }, level * plan.gap);
}

/** The topmost sheet at a point of the stage. */
export function slabAt(plan: TowerPlan, { slabs }: Towers, at: Point): Slab | undefined {
  return slabs.findLast(({ side, level }) =>
    covers(footingOf(plan, side), level * plan.gap, at, lengthOf(side)),
  );
}
