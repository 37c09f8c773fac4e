/** Sheets are 420 × 300 units; the last 26 of the depth are the selvage, as on the edge of a film. */
export const WIDTH = 420;
export const DEPTH = 300;
export const SELVAGE = 26;
export const CORNERS = [
  [0, 0],
  [WIDTH, 0],
  [WIDTH, DEPTH],
  [0, DEPTH],
] as const;

/** x' = 0.90 x − 0.56 y, y' = 0.235 x + 0.405 y − z. Affine, so text and hit-testing are one matrix. */
export const XX = 0.9;
export const XY = -0.56;
export const YX = 0.235;
export const YY = 0.405;
const DETERMINANT = XX * YY - XY * YX;

export interface Point {
  x: number;
  y: number;
}

export function project({ x, y }: Point, z: number): Point {
  return { x: XX * x + XY * y, y: YX * x + YY * y - z };
}

/** The point of the plane at height `z` that is seen at a point of the screen. */
export function unproject({ x, y }: Point, z: number): Point {
  const down = y + z;
  return { x: (YY * x - XY * down) / DETERMINANT, y: (XX * down - YX * x) / DETERMINANT };
}

/** A sheet's box on screen, at scale 1: from the left corner (0, DEPTH) and from the back corner (0, 0). */
export const LEFT = XY * DEPTH;
export function boxSize(along: number): { width: number; height: number } {
  return { width: XX * along - XY * DEPTH, height: YX * along + YY * DEPTH };
}
export const { width: BOX_WIDTH, height: BOX_HEIGHT } = boxSize(WIDTH);

/** Where a pile stands: `x`, `y` is the back corner of a sheet at height 0, in px of the stage. */
export interface Footing {
  x: number;
  y: number;
  scale: number;
}

export function toStage(footing: Footing, point: Point, z: number): Point {
  const seen = project(point, 0);
  return { x: footing.x + seen.x * footing.scale, y: footing.y + seen.y * footing.scale - z };
}

/** The topmost sheet under a point of the stage, face or edge; -1 where there is none. `heights` in px, bottom first. */
export function sheetAt(footing: Footing, heights: readonly number[], at: Point, edge = 4): number {
  for (let index = heights.length - 1; index >= 0; index -= 1) {
    const z = heights[index] ?? 0;
    if (covers(footing, z, at) || covers(footing, z - edge, at)) return index;
  }
  return -1;
}

/** Whether a sheet at this height is seen there. */
export function covers(footing: Footing, z: number, at: Point, along = WIDTH): boolean {
  const seen = { x: (at.x - footing.x) / footing.scale, y: (at.y - footing.y + z) / footing.scale };
  const { x, y } = unproject(seen, 0);
  return x >= 0 && x <= along && y >= 0 && y <= DEPTH;
}
