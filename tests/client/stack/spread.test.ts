import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CROWD, GAP, reach, showsFace, spread } from '../../../visualizer/client/stack/spread.ts';

const pile = fc
  .integer({ min: 1, max: 127 })
  .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 0, max: count - 1 })));

test('sheets keep their order and stay within reach, whichever is selected', () => {
  fc.assert(
    fc.property(pile, fc.integer({ min: 100, max: 700 }), ([count, selected], room) => {
      const heights = spread(count, selected, room, GAP);
      expect(heights).toHaveLength(count);
      for (const [index, height] of heights.entries())
        expect(height).toBeGreaterThanOrEqual(heights[index - 1] ?? 0);
      expect(heights.at(-1)).toBeLessThanOrEqual(reach(count, room, GAP) + 1e-6);
    }),
  );
});

test('the gap above the selected sheet is wider by a quarter', () => {
  expect(spread(4, 1, 1000, GAP)).toEqual([0, GAP, GAP * 2.25, GAP * 3.25]);
});

test('in a crowd the sheets around the selected one still show their faces', () => {
  fc.assert(
    fc.property(fc.integer({ min: CROWD + 1, max: 127 }), fc.nat(), (count, chosen) => {
      const selected = chosen % count;
      const heights = spread(count, selected, 400, GAP);
      expect(showsFace(heights, selected)).toBe(true);
    }),
  );
});
