import { expect, test } from 'vitest';
import { parseTurn } from '../../../visualizer/client/waiting/turn.ts';
import {
  estimateWords,
  lateWords,
  placeWords,
  spoken,
} from '../../../visualizer/client/waiting/turn-words.ts';

const TURN = { position: 7, seconds: 11.3, measured: 40, at_once: 2 };

test('an estimate says how it was made', () => {
  expect(placeWords(TURN)).toBe('Place 7 in the queue');
  expect(estimateWords(TURN)).toBe(
    'It should start in about 12 s. This is an estimate from what is usual: ' +
      'the median of the last 40 operations on this site, of which 2 may run at a time.',
  );
  expect(spoken(TURN)).toBe('Place 7 in the queue, about 12 s.');
});

test('where nothing was measured nothing is promised', () => {
  const unknown = { ...TURN, position: 1, seconds: null, measured: 0 };
  expect(placeWords(unknown)).toBe('You are next');
  expect(estimateWords(unknown)).toMatch(/no estimate/);
  expect(spoken(unknown)).toBe('You are next.');
  expect(lateWords(null, 1000)).toBe('');
});

test('who waits past the first estimate is told so', () => {
  expect(lateWords(11.3, 12)).toBe('');
  expect(lateWords(11.3, 75.4)).toBe(
    'You have waited 1 min 15 s, longer than the first estimate said (about 12 s).',
  );
});

test('a turn is read as the API has it, null for what waits no more', () => {
  expect(parseTurn(JSON.parse('{"position":2,"seconds":null,"measured":0,"at_once":2}'))).toEqual({
    position: 2,
    seconds: null,
    measured: 0,
    at_once: 2,
  });
  expect(parseTurn(null)).toBeNull();
  expect(() => parseTurn({ position: -1 })).toThrow(/position/);
});
