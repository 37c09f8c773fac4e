import { expect, test } from 'vitest';
import { terminalText } from '../../visualizer/client/terminal-text.ts';

test.each([
  ['colours', '\x1b[1;32mok\x1b[0m\n', 'ok\n'],
  ['a progress bar', '10%\r50%\r100%\ndone\n', '100%\ndone\n'],
  ['line ends of another system', 'one\r\ntwo\r\n', 'one\ntwo\n'],
  ['a title sequence and a bell', '\x1b]0;title\x07hi\x07\n', 'hi\n'],
  ['markup', '<b>& text</b>', '<b>& text</b>'],
])('%s become plain text', (_, output, text) => {
  expect(terminalText(output)).toBe(text);
});

test('of very long output the end is kept, and it says so', () => {
  const text = terminalText(`${'x'.repeat(300_000)}\nthe end`);
  expect(text.length).toBeLessThan(210_000);
  expect(text.startsWith('[earlier output not shown]\n')).toBe(true);
  expect(text.endsWith('\nthe end')).toBe(true);
});
