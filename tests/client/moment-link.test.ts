import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, pointedBy } from '../../visualizer/client/moment-link.ts';

test('a link says the moment and the sheet', () => {
  expect(hashOf({ at: 12, sheet: '3' })).toBe('#at=12&sheet=3');
  expect(hashOf({ at: null, sheet: '0.1' })).toBe('#sheet=0.1');
  expect(hashOf({ at: null, sheet: null })).toBe('');
});

test('what is written is read again', () => {
  const at = fc.option(fc.nat({ max: 999_999_999 }));
  const sheet = fc.option(
    fc.oneof(
      fc.nat(999).map(String),
      fc.nat(99).map((part) => `0.${part}`),
    ),
  );
  fc.assert(
    fc.property(at, sheet, (at, sheet) => {
      expect(pointedBy(hashOf({ at, sheet }))).toEqual({ at, sheet });
    }),
  );
});

test('a sheet that no link can name is left out', () => {
  expect(hashOf({ at: 4, sheet: 'container' })).toBe('#at=4');
});

test('nonsense points at nothing', () => {
  for (const hash of [
    '',
    '#',
    '#content',
    '#at=-1&sheet=x',
    '#at=1e9&sheet=../x',
    '#at=99999999999&sheet=1.2.3',
  ])
    expect(pointedBy(hash)).toEqual({ at: null, sheet: null });
  fc.assert(fc.property(fc.string(), (hash) => void pointedBy(hash)));
});
