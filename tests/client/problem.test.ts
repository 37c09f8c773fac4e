import { expect, test } from 'vitest';
import { parseRefusal } from '../../visualizer/client/problem.ts';

test('problems keep their lines', () => {
  const body = {
    title: 'Refused',
    problems: [{ code: 'syntax', message: 'not allowed', line: 1, path: null }],
  };
  expect(parseRefusal(422, body, null).problems).toEqual([{ message: 'not allowed', line: 1, path: null }]);
});

test('one problem may be spread over the answer', () => {
  const { message, problems } = parseRefusal(
    413,
    { title: 'Too large', detail: 'big.bin is too large', path: 'big.bin' },
    null,
  );
  expect(message).toBe('big.bin is too large');
  expect(problems).toEqual([{ message: 'big.bin is too large', line: null, path: 'big.bin' }]);
});

test('a wait is kept, and a page of HTML is no reason to fall over', () => {
  expect(parseRefusal(429, { title: 'Too many builds' }, '7').retryAfter).toBe(7);
  expect(parseRefusal(502, null, null).message).toBe('The server answered 502.');
});
