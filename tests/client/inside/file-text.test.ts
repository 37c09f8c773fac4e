import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from '../../../visualizer/client/inside/difference.ts';
import { hexDump, shownLines, TEXT_LINES, textOf } from '../../../visualizer/client/inside/file-text.ts';

const encoded = (text: string) => new TextEncoder().encode(text);

describe('a file that is looked at', () => {
  test('is text where it is UTF-8 without a NUL, also when it is cut in the middle of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 50 }), (text, most) => {
        const clean = text.replaceAll('\0', '').replaceAll('\ufeff', '');
        const read = textOf(encoded(clean), most);
        expect(read === null ? null : clean.startsWith(read)).toBe(true);
        expect(textOf(encoded(clean), 1e6)).toBe(clean);
      }),
    );
    expect(textOf(encoded('a\0b'), 100)).toBeNull();
    expect(textOf(new Uint8Array([0x80, 0xff]), 100)).toBeNull();
  });

  test('shows so many lines and no more, and what would turn them round', () => {
    expect(shownLines('a\tb\r\nx\u202ey')).toEqual({ lines: ['a\tb\\u000d', 'x\\u202ey'], whole: true });
    const long = shownLines('x\n'.repeat(TEXT_LINES + 5));
    expect([long.lines.length, long.whole]).toEqual([TEXT_LINES, false]);
  });

  test('is dumped where it is binary, the first bytes only', () => {
    expect(hexDump(encoded('\u007fELF'))).toBe(`000000  ${'7f 45 4c 46'.padEnd(47)}  .ELF`);
    expect(hexDump(new Uint8Array(10_000)).split('\n')).toHaveLength(16);
  });
});

describe('a comparison of two files', () => {
  test('tells the changed lines with those around them', () => {
    const told = differences('a\nb\nc\n', 'a\nx\nc\n')?.map(({ what, text }) => [what, text]);
    expect(told).toEqual([
      ['gap', 'line 1, now 1'],
      ['same', 'a'],
      ['removed', 'b'],
      ['added', 'x'],
      ['same', 'c'],
    ]);
  });

  test('is given up where nearly all differs', () => {
    const lines = (prefix: string) => Array.from({ length: 3000 }, (_, n) => `${prefix}${n}`).join('\n');
    expect(differences(lines('a'), lines('b'))).toBeNull();
  });

  test('has, without what was removed, the lines of the later one, and the other way round', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
      .map((all) => `${all.join('\n')}\n`);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const told = differences(before, after) ?? [];
        const without = (what: string) =>
          told
            .flatMap((line) => (line.what === what || line.what === 'gap' ? [] : [`${line.text}\n`]))
            .join('');
        expect(told.length === 0).toBe(before === after);
        expect(without('removed')).toBe(told.length === 0 ? '' : after);
        expect(without('added')).toBe(told.length === 0 ? '' : before);
      }),
    );
  });
});
