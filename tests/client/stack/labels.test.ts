import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels } from '../../../visualizer/client/stack/labels.ts';

const labels = fc.array(
  fc.record({ wish: fc.integer({ min: -100, max: 900 }), height: fc.integer({ min: 44, max: 120 }) }),
  { maxLength: 20 },
);

test('no label lies over another or above the top, and all end above the bottom where they fit', () => {
  fc.assert(
    fc.property(labels, (wanted) => {
      const tops = placeLabels(wanted, 4, 700);
      const total = wanted.reduce((sum, { height }) => sum + height, 0);
      let end = 4;
      for (const [index, top] of tops.entries()) {
        expect(top).toBeGreaterThanOrEqual(end - 1e-6);
        end = top + (wanted[index]?.height ?? 0);
      }
      if (total <= 696) expect(end).toBeLessThanOrEqual(700 + 1e-6);
    }),
  );
});

test('labels with room stand where they wish', () => {
  const wanted = [10, 100, 300].map((wish) => ({ wish, height: 50 }));
  expect(placeLabels(wanted, 0, 700)).toEqual([10, 100, 300]);
});

test('labels that crowd give way evenly, up and down', () => {
  const wanted = [200, 200].map((wish) => ({ wish, height: 50 }));
  expect(placeLabels(wanted, 0, 700)).toEqual([175, 225]);
});
