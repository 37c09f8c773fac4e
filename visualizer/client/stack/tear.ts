import { DEPTH, WIDTH } from './projection.ts';

/** The torn edge of a failed step's film, from back to front: a zig-zag, always the same. */
export const TEAR: readonly (readonly [x: number, y: number])[] = Array.from(
  { length: DEPTH / 15 + 1 },
  (_, index) => [WIDTH * 0.66 + (index % 2 ? 16 : -8) + Math.sin(index * 15) * 5, index * 15] as const,
);

/** Where the tear meets the front edge. */
export const TEAR_FRONT = TEAR.at(-1)?.[0] ?? WIDTH;
