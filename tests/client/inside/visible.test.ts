import { expect, test } from 'vitest';
import { visible } from '../../../visualizer/client/inside/visible.ts';

test('a name shows what cannot be seen in it, and keeps what can', () => {
  expect(visible('exe\u202egpj.sh')).toBe('exe\\u202egpj.sh');
  expect(visible('a\nb\u0000\u200b')).toBe('a\\u000ab\\u0000\\u200b');
  expect(visible('Grüße 日本 👋.txt')).toBe('Grüße 日本 👋.txt');
});
