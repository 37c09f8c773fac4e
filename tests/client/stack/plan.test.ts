import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FloorTree } from '../../../visualizer/client/stack/floor-tree.ts';
import type { Mark } from '../../../visualizer/client/stack/marks.ts';
import { type Cell, layOut, type Plan, SMALLEST_CELL } from '../../../visualizer/client/stack/plan.ts';
import { DEPTH, SELVAGE, WIDTH } from '../../../visualizer/client/stack/projection.ts';

const name = fc.constantFrom('a', 'b', 'c', 'lib', 'usr', 'app', 'x.js', 'node_modules');
const mark: fc.Arbitrary<Mark> = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/')),
  kind: fc.constantFrom('added', 'changed', 'deleted', 'opaque'),
  size: fc.integer({ min: 0, max: 1e8 }),
});
const layers = fc.array(fc.array(mark, { maxLength: 40 }), { minLength: 1, maxLength: 4 });

function finish(work: Generator<void, Plan>): Plan {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Sums of the same numbers in another order differ in their last digits. */
const rounded = (plan: Plan) =>
  [...plan.cells.values()].map(({ path, x, y, width, height }) => [
    path,
    ...[x, y, width, height].map((v) => v.toFixed(6)),
  ]);
const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const overlap = (a: Cell, b: Cell) =>
  a.x + a.width > b.x + 1e-6 &&
  b.x + b.width > a.x + 1e-6 &&
  a.y + a.height > b.y + 1e-6 &&
  b.y + b.height > a.y + 1e-6;

describe('the floor plan', () => {
  test('gives every path one place: its own cell or that of a folder around it', () => {
    fc.assert(
      fc.property(layers, (marks) => {
        const plan = finish(layOut(marks));
        for (const { path } of marks.flat()) {
          const cell = plan.place(path);
          expect(cell).not.toBeNull();
          expect(path === cell?.path || path.startsWith(`${cell?.path}/`)).toBe(true);
        }
      }),
    );
  });

  test('lets no two neighbours overlap, and no cell leave its folder', () => {
    fc.assert(
      fc.property(layers, (marks) => {
        const cells = [...finish(layOut(marks)).cells.values()];
        for (const cell of cells) {
          const folder = cells.find(({ path }) => path === parentOf(cell.path));
          const around = folder ?? { x: 0, y: 0, width: WIDTH, height: DEPTH - SELVAGE };
          expect(cell.x).toBeGreaterThanOrEqual(around.x - 1e-6);
          expect(cell.y).toBeGreaterThanOrEqual(around.y - 1e-6);
          expect(cell.x + cell.width).toBeLessThanOrEqual(around.x + around.width + 1e-6);
          expect(cell.y + cell.height).toBeLessThanOrEqual(around.y + around.height + 1e-6);
          expect(cell.width * cell.height).toBeGreaterThanOrEqual(SMALLEST_CELL - 1e-6);
          const siblings = cells.filter(
            ({ path }) => path !== cell.path && parentOf(path) === parentOf(cell.path),
          );
          expect(siblings.filter((other) => overlap(cell, other))).toEqual([]);
        }
      }),
    );
  });

  test('is the same whichever layer brings a path, and however often it is laid out', () => {
    fc.assert(
      fc.property(layers, (marks) => {
        const tree = new FloorTree();
        const first = finish(layOut(marks, tree));
        const again = finish(layOut(marks, tree));
        expect(rounded(again)).toEqual(rounded(first));
        expect(rounded(finish(layOut([marks.flat()])))).toEqual(rounded(first));
      }),
    );
  });

  test('keeps the order of neighbours when only their sizes change', () => {
    const tree = new FloorTree();
    const sized = (a: number, b: number): Mark[] => [
      { path: 'app/a', kind: 'added', size: a },
      { path: 'app/b', kind: 'added', size: b },
    ];
    const leftmost = (plan: Plan) =>
      ['app/a', 'app/b'].toSorted((one, two) => {
        const [p, q] = [plan.place(one), plan.place(two)];
        return (p?.x ?? 0) - (q?.x ?? 0) || (p?.y ?? 0) - (q?.y ?? 0);
      });
    const before = leftmost(finish(layOut([sized(1e6, 1e5)], tree)));
    expect(leftmost(finish(layOut([sized(1e5, 1e6)], tree)))).toEqual(before);
  });

  test('puts folders before files', () => {
    const plan = finish(
      layOut([
        [
          { path: 'large-file', kind: 'added', size: 1e8 },
          { path: 'etc/motd', kind: 'added', size: 10_000 },
        ],
      ]),
    );
    expect([...plan.cells.keys()][0]).toBe('etc');
  });
});
