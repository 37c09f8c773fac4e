import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEPTH,
  type Footing,
  project,
  sheetAt,
  toStage,
  unproject,
  WIDTH,
} from '../../../visualizer/client/stack/projection.ts';

const coordinate = fc.double({ min: -2000, max: 2000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });

describe('projection', () => {
  test('its inverse gives the point back, at any height', () => {
    fc.assert(
      fc.property(point, coordinate, (at, z) => {
        const back = unproject(project(at, z), z);
        expect(back.x).toBeCloseTo(at.x, 6);
        expect(back.y).toBeCloseTo(at.y, 6);
      }),
    );
  });

  test('lies as the specification says', () => {
    expect(project({ x: 100, y: 0 }, 0)).toEqual({ x: 90, y: 23.5 });
    expect(project({ x: 0, y: 100 }, 7)).toEqual({ x: -56.00000000000001, y: 33.5 });
  });
});

describe('the sheet under a point', () => {
  const inside = fc.record({
    x: fc.double({ min: 1, max: WIDTH - 1, noNaN: true }),
    y: fc.double({ min: 1, max: DEPTH - 1, noNaN: true }),
  });
  const footing = fc.record({
    x: fc.integer({ min: 0, max: 500 }),
    y: fc.integer({ min: 0, max: 500 }),
    scale: fc.double({ min: 0.3, max: 1.06, noNaN: true }),
  });

  test('is the topmost one that covers it', () => {
    const gaps = fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(inside, footing, gaps, (at, stand: Footing, steps) => {
        const heights = [0];
        for (const gap of steps) heights.push((heights.at(-1) ?? 0) + gap);
        const top = heights.length - 1;
        expect(sheetAt(stand, heights, toStage(stand, at, heights[top] ?? 0))).toBe(top);
        const found = sheetAt(stand, heights, toStage(stand, at, 0));
        expect(found).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('is none beside the pile', () => {
    expect(sheetAt({ x: 200, y: 0, scale: 1 }, [0, 50], { x: 5, y: 5 })).toBe(-1);
  });
});
