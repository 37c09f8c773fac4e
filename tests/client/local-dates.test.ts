import { expect, test } from 'vitest';
import { localWords } from '../../visualizer/client/local-dates.ts';

const LATE = '2026-03-01T22:30:00+00:00';

test('a day is the one that the reader has at that moment', () => {
  expect(localWords('day', LATE, 'en-GB', 'Pacific/Auckland')).toBe('2 March 2026');
  expect(localWords('day', LATE, 'en-GB', 'America/Lima')).toBe('1 March 2026');
});

test('a minute is told in the words of the language', () => {
  expect(localWords('minute', LATE, 'de', 'Europe/Berlin')).toBe('1. März 2026 um 23:30');
});

test('what is no moment, and what is not asked for, has no words', () => {
  expect(localWords('day', 'soon', 'en')).toBeNull();
  expect(localWords(undefined, LATE, 'en')).toBeNull();
});
