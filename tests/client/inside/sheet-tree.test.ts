import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { storedBytes } from '../../../visualizer/client/inside/file-kind.ts';
import { firstOpen, rowsOf, SheetTree, type TreeNode } from '../../../visualizer/client/inside/sheet-tree.ts';
import { finish, listedFiles } from './listed.ts';

interface Entry {
  path: string;
  size: number;
  good: boolean;
}

const name = fc.constantFrom('a', 'b', 'c', 'lib', 'usr', 'x.js', '__proto__', 'ü');
const entry: fc.Arbitrary<Entry> = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/')),
  size: fc.integer({ min: 0, max: 1e9 }),
  good: fc.boolean(),
});
const listing = fc.uniqueArray(entry, { selector: ({ path }) => path, maxLength: 60 });
const orders = fc.constantFrom('size' as const, 'name' as const);

function arranged(entries: readonly Entry[], order: 'size' | 'name' = 'size', only = true) {
  const tree = new SheetTree<Entry>();
  finish(tree.grow(entries));
  finish(tree.arrange({ keeps: ({ good }) => good || !only, bytesOf: ({ size }) => size, order }));
  return tree;
}

function within(node: TreeNode<Entry>): Entry[] {
  const own = node.kept && node.entry !== null ? [node.entry] : [];
  return [...own, ...node.shown.flatMap(within)];
}

const all = () => true;

describe('the tree of a sheet', () => {
  test('shows every kept path once, and of others only the folders around those', () => {
    fc.assert(
      fc.property(listing, orders, (entries, order) => {
        const rows = rowsOf(arranged(entries, order).root, all);
        const good = entries.filter(({ good }) => good).map(({ path }) => path);
        const kept = rows.filter(({ node }) => node.kept).map(({ node }) => node.path);
        expect(kept.toSorted()).toEqual(good.toSorted());
        expect(new Set(rows.map(({ node }) => node.path)).size).toBe(rows.length);
        for (const { node } of rows)
          expect(good.some((path) => path === node.path || path.startsWith(`${node.path}/`))).toBe(true);
      }),
    );
  });

  test('sums each folder up', () => {
    fc.assert(
      fc.property(listing, (entries) => {
        const { root } = arranged(entries);
        for (const { node } of [{ node: root }, ...rowsOf(root, all)]) {
          const kept = within(node);
          expect(node.bytes).toBe(kept.reduce((sum, { size }) => sum + size, 0));
          expect(node.count).toBe(kept.length);
        }
      }),
    );
  });

  test('counts each line among its siblings, parents first', () => {
    fc.assert(
      fc.property(listing, orders, (entries, order) => {
        const rows = rowsOf(arranged(entries, order, false).root, all);
        for (const [index, { node, position, of }] of rows.entries()) {
          const siblings = rows.filter((row) => row.node.parent === node.parent);
          expect(of).toBe(siblings.length);
          expect(siblings[position - 1]?.node).toBe(node);
          const parent = rows.findIndex((row) => row.node === node.parent);
          expect(parent).toBeLessThan(index);
          expect(node.level).toBe(node.path.split('/').length);
        }
      }),
    );
  });

  test('puts the largest first, or folders first by name', () => {
    fc.assert(
      fc.property(listing, (entries) => {
        for (const { node } of rowsOf(arranged(entries, 'size').root, all)) {
          const sizes = node.shown.map(({ bytes }) => bytes);
          expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
        }
        for (const { node } of rowsOf(arranged(entries, 'name').root, all)) {
          const names = node.shown.map(({ name, shown }) => [shown.length > 0, name] as const);
          const folders = names.filter(([folder]) => folder).map(([, name]) => name);
          expect(names.map(([folder]) => folder)).toEqual(names.map((_, index) => index < folders.length));
          expect(folders).toEqual(folders.toSorted());
        }
      }),
    );
  });

  test('hides what lies in a closed folder, and keeps the rest', () => {
    fc.assert(
      fc.property(listing, name, (entries, closed) => {
        const { root } = arranged(entries, 'name', false);
        const open = rowsOf(root, all);
        const rows = rowsOf(root, ({ path }) => path !== closed);
        expect(rows.map(({ node }) => node.path)).toEqual(
          open.map(({ node }) => node.path).filter((path) => !path.startsWith(`${closed}/`)),
        );
      }),
    );
  });

  test('can be arranged again, and is then as if it had never been otherwise', () => {
    fc.assert(
      fc.property(listing, (entries) => {
        const tree = arranged(entries, 'name', true);
        finish(tree.arrange({ keeps: all, bytesOf: ({ size }) => size, order: 'size' }));
        const fresh = arranged(entries, 'size', false);
        const told = (one: SheetTree<Entry>) =>
          rowsOf(one.root, all).map(({ node }) => [node.path, node.bytes, node.count, node.kept]);
        expect(told(tree)).toEqual(told(fresh));
      }),
    );
  });

  test('opens the largest folders at first, and no more rows than there is room for', () => {
    fc.assert(
      fc.property(listing, fc.integer({ min: 5, max: 40 }), (entries, room) => {
        const { root } = arranged(entries, 'size', false);
        const open = firstOpen(root, room);
        const rows = rowsOf(root, ({ path }) => open.has(path));
        // One that holds a single thing is opened all the same.
        const chained = rows.filter(({ node }) => node.parent?.shown.length === 1).length;
        expect(rows.length - chained).toBeLessThanOrEqual(Math.max(room, root.shown.length));
      }),
    );
    const { root } = arranged([
      { path: 'usr/lib/large', size: 1e6, good: true },
      { path: 'etc/small', size: 1, good: true },
    ]);
    expect([...firstOpen(root, 4)]).toEqual(['usr', 'usr/lib', 'etc']);
  });

  test('holds all that a real layer lists', () => {
    for (const files of listedFiles('first-build')) {
      const tree = new SheetTree<(typeof files)[number]>();
      finish(tree.grow(files));
      finish(tree.arrange({ keeps: ({ path }) => path !== '', bytesOf: storedBytes, order: 'size' }));
      expect(tree.root.count).toBe(files.filter(({ path }) => path !== '').length);
      expect(tree.root.bytes).toBe(files.reduce((sum, file) => sum + storedBytes(file), 0));
    }
  });

  test('never works for long without a pause, also with 100,000 files, or as many in one folder', () => {
    for (const path of [
      (n: number) => `usr/lib/node_modules/package-${n % 997}/lib/${n}.js`,
      (n: number) => `heap/${n}`,
    ]) {
      const entries = Array.from({ length: 100_000 }, (_, n) => ({
        path: path(n),
        size: (n * 7919) % 65_537,
        good: true,
      }));
      const tree = new SheetTree<Entry>();
      const arrangement = { keeps: all, bytesOf: ({ size }: Entry) => size, order: 'size' as const };
      const pauses = [...tree.grow(entries), ...tree.arrange(arrangement)].length;
      // Each pass over all of them pauses at least once per thousand.
      expect(pauses).toBeGreaterThanOrEqual(300);
      expect(tree.root.count).toBe(100_000);
    }
  });
});
