import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thickness } from '../../../visualizer/client/stack/thickness.ts';

const size = fc.integer({ min: 0, max: 1e12 });

test('a larger layer is never drawn thinner', () => {
  fc.assert(
    fc.property(size, size, (a, b) => {
      expect(thickness(Math.max(a, b))).toBeGreaterThanOrEqual(thickness(Math.min(a, b)));
    }),
  );
});

test('a slab is never thinner than a hairline, and each step ×10 adds 2.5 px', () => {
  expect(thickness(0)).toBe(1);
  expect(thickness(1)).toBe(1);
  expect(thickness(1000)).toBe(2);
  expect(thickness(10_000)).toBeCloseTo(4.5);
  expect(thickness(1_000_000)).toBeCloseTo(9.5);
});
