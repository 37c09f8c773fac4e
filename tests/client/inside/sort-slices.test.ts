import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortSlices } from '../../../visualizer/client/inside/sort-slices.ts';
import { finish } from './listed.ts';

const compare = (a: readonly [number, number], b: readonly [number, number]) => a[0] - b[0];

test('sorts as the language does, and leaves equals in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 4000, size: 'max' }), (numbers) => {
      const items = numbers.map((number, index) => [number, index] as const);
      expect(finish(sortSlices(items, compare))).toEqual(items.toSorted(compare));
    }),
    { numRuns: 30 },
  );
});
