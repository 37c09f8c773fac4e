import {
  BOX_HEIGHT,
  BOX_WIDTH,
  DEPTH,
  type Footing,
  LEFT,
  type Point,
  toStage,
  WIDTH,
} from './projection.ts';
import { CROWD, GAP, reach, spread } from './spread.ts';

/** Narrow: the list stands below the pile. Wide: labels stand at the sheets' right corners. */
export type Arrangement = 'narrow' | 'wide';

export interface StagePlan {
  arrangement: Arrangement;
  /** More sheets than labels have room for: the list scrolls beside the pile. */
  crowded: boolean;
  width: number;
  height: number;
  footing: Footing;
  /** Of each sheet, bottom first, px above the lowest. */
  heights: readonly number[];
  /** Where the labels' column begins. */
  labelsAt: number;
  /** How far to the right anything is drawn. */
  drawn: number;
}

const NARROW = 700;
const MARGIN = { wide: { x: 26, top: 30, bottom: 48 }, narrow: { x: 14, top: 16, bottom: 34 } };
const LABELS = 346;
/** Labels with more to say may spread the sheets, but not more than this. */
const WIDEST_GAP = 76;
const LEADER = 36;
const LARGEST_SCALE = 1.06;
const NARROW_GAP = 28;

export interface StageRoom {
  width: number;
  /** The height that must not be exceeded without need, and what the labels need beside the pile. */
  height: number;
  labels: number;
  count: number;
  selected: number;
}

/** Where everything stands on the stage, in px. */
export function planStage(room: StageRoom): StagePlan {
  const arrangement = room.width < NARROW ? 'narrow' : 'wide';
  const margin = MARGIN[arrangement];
  const forPile = room.width - 2 * margin.x - (arrangement === 'wide' ? LABELS + LEADER - margin.x : 0);
  const scale = Math.max(0.3, Math.min(LARGEST_SCALE, forPile / BOX_WIDTH));
  const box = BOX_HEIGHT * scale;
  const around = box + margin.top + margin.bottom;
  const crowded = room.count > CROWD;
  const wanted = Math.max(GAP * scale, Math.min(WIDEST_GAP, (room.labels - around) / room.count));
  const gap = arrangement === 'wide' ? wanted : NARROW_GAP;
  const forSheets = Math.max(0, Math.max(room.height, crowded ? 0 : room.labels) - around);
  const heights = spread(room.count, room.selected, forSheets, gap);
  const pile = reach(room.count, forSheets, gap);
  const height = Math.max(around + pile, arrangement === 'wide' && !crowded ? room.labels : 0);
  const spare = height - around - pile;
  const x = margin.x - LEFT * scale;
  const y = margin.top + pile + spare / 2;
  const labelsAt = Math.round(x + WIDTH * 0.9 * scale + LEADER);
  return {
    arrangement,
    crowded,
    width: room.width,
    height: Math.round(height),
    footing: { x, y, scale },
    heights,
    labelsAt,
    drawn: arrangement === 'wide' ? Math.min(labelsAt, room.width) : room.width,
  };
}

/** The right corner of a sheet, where its leader begins. */
export function anchorOf(plan: StagePlan, index: number): Point {
  return toStage(plan.footing, { x: WIDTH, y: 0 }, plan.heights[index] ?? 0);
}

/** The left top of the box that a sheet's bitmap fills, its padding not counted. */
export function boxOf({ footing, heights }: StagePlan, index: number): Point {
  return { x: footing.x + LEFT * footing.scale, y: footing.y - (heights[index] ?? 0) };
}

export function leftFront(footing: Footing, z: number): Point {
  return toStage(footing, { x: 0, y: DEPTH }, z);
}
