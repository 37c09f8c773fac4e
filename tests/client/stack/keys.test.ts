import { expect, test } from 'vitest';
import { commandOf, indexAfter } from '../../../visualizer/client/stack/keys.ts';

const key = (name: string, shiftKey = false) => ({
  key: name,
  shiftKey,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
});

test('arrows move through the pile and stop at its ends', () => {
  expect(indexAfter('above', 3, 7)).toBe(4);
  expect(indexAfter('above', 6, 7)).toBe(6);
  expect(indexAfter('ten below', 6, 7)).toBe(0);
  expect(indexAfter('top', 0, 7)).toBe(6);
  expect(indexAfter('open', 0, 7)).toBeNull();
});

test('single characters are commands only where they may be', () => {
  expect(commandOf(key('F'), true)).toBe('find');
  expect(commandOf(key('f'), false)).toBeNull();
  expect(commandOf(key('Enter'), false)).toBe('open');
  expect(commandOf({ ...key('c'), ctrlKey: true }, true)).toBeNull();
});

test('Shift makes a step of an event', () => {
  expect(commandOf(key('['), true)).toBe('previous event');
  expect(commandOf(key('[', true), true)).toBe('previous step');
  expect(commandOf(key('}', true), true)).toBe('next step');
});
