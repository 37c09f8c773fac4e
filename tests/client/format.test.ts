import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes, count, seconds, shortDigest } from '../../visualizer/client/format.ts';
import { digest } from './log.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1234, '1.2 kB'],
  [48_200_000, '48.2 MB'],
  [999_950, '1 MB'],
  [212_400, '212 kB'],
])('%i bytes read %s', (amount, text) => {
  expect(bytes(amount)).toBe(text);
});

test('a size never reads as a thousand of its unit', () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 31 - 1 }), (amount) => Number.parseFloat(bytes(amount)) < 1000));
});

test.each([
  [0, '0 s'],
  [0.04, '0 s'],
  [0.42, '0.4 s'],
  [14.23, '14.2 s'],
  [59.97, '1 min 0 s'],
  [125, '2 min 5 s'],
])('%f seconds read %s', (duration, text) => {
  expect(seconds(duration)).toBe(text);
});

test('a short digest is its first 12 hex digits', () => {
  expect(shortDigest(digest('a'))).toBe('aaaaaaaaaaaa');
});

test('one is singular', () => {
  expect([count(1, 'layer'), count(8904, 'file')]).toEqual(['1 layer', '8,904 files']);
});
