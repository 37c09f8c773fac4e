import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveOf, typedRow } from '../../../visualizer/client/inside/grid-keys.ts';
import { rowsOf, SheetTree } from '../../../visualizer/client/inside/sheet-tree.ts';
import { finish } from './listed.ts';

const tree = new SheetTree<{ path: string }>();
finish(tree.grow(['bin/sh', 'etc/apk/keys', 'etc/motd', 'usr'].map((path) => ({ path }))));
finish(tree.arrange({ keeps: () => true, bytesOf: () => 0, order: 'name' }));
/** bin/ etc/ etc/apk/ etc/motd usr, of which bin and apk are closed. */
const rows = rowsOf(tree.root, ({ path }) => path === 'etc');

describe('keys in a tree', () => {
  test('open a folder, go into it, out of it and close it', () => {
    expect(moveOf('ArrowRight', rows, 0, 10)).toEqual({ toggle: 0 });
    expect(moveOf('ArrowRight', rows, 1, 10)).toEqual({ to: 2 });
    expect(moveOf('ArrowLeft', rows, 3, 10)).toEqual({ to: 1 });
    expect(moveOf('ArrowLeft', rows, 1, 10)).toEqual({ toggle: 1 });
    expect(moveOf('ArrowLeft', rows, 0, 10)).toEqual({ to: 0 });
    expect(moveOf('ArrowRight', rows, 3, 10)).toBeNull();
  });

  test('use a file, and open or close a folder', () => {
    expect(moveOf('Enter', rows, 3, 10)).toEqual({ use: 3 });
    expect(moveOf(' ', rows, 0, 10)).toEqual({ toggle: 0 });
  });

  test('never leave the rows', () => {
    const keys = fc.constantFrom(
      'ArrowUp',
      'ArrowDown',
      'PageUp',
      'PageDown',
      'Home',
      'End',
      'ArrowLeft',
      'x',
    );
    fc.assert(
      fc.property(fc.array(keys), fc.integer({ min: 1, max: 9 }), (pressed, page) => {
        let at = 0;
        for (const key of pressed) {
          const move = moveOf(key, rows, at, page);
          if (move !== null && 'to' in move) at = move.to;
          expect(rows[at]).toBeDefined();
        }
      }),
    );
  });

  test('go to the next name that begins with what is typed', () => {
    expect(typedRow(rows, 0, 'e')).toBe(1);
    expect(typedRow(rows, 1, 'et')).toBe(1);
    expect(typedRow(rows, 4, 'B')).toBe(0);
    expect(typedRow(rows, 0, 'z')).toBe(-1);
  });
});
