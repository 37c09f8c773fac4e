import { expect, test } from 'vitest';
import { fingerprint } from '../../../visualizer/client/stack/fingerprint.ts';

test('a digest becomes forty bars and its first eight digits', () => {
  const { bars, short } = fingerprint(`sha256:0123456789abcdef${'f'.repeat(48)}`);
  expect(bars).toHaveLength(40);
  expect(bars.slice(0, 16)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  expect(short).toBe('01234567');
});
