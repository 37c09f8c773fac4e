import { expect, test } from 'vitest';
import type { BuildState } from '../../../visualizer/client/build-state.ts';
import { type Comparison, parseComparison } from '../../../visualizer/client/compare/comparison.ts';
import { levelWords, savedWords, sharedWords } from '../../../visualizer/client/compare/comparison-words.ts';
import { LONG, planTowers, pointOf, slabAt } from '../../../visualizer/client/compare/tower-plan.ts';
import { levelsOf, towersOf } from '../../../visualizer/client/compare/towers.ts';
import { boxSize, WIDTH } from '../../../visualizer/client/stack/projection.ts';
import { recorded } from '../stack/recorded.ts';

const [before, after] = [recorded('first-build'), recorded('one-line-changed')];

/** As the API answers: by chainID for the pile, by digest for a blob on another one. */
function compared(first: BuildState, second: BuildState, saved = 0): Comparison {
  const pile = first.layers.filter(({ chain_id }, at) => chain_id === second.layers[at]?.chain_id).length;
  const side = (own: BuildState, other: BuildState) => ({
    size: own.layers.reduce((sum, { size }) => sum + size, 0),
    recorded: true,
    saved: { seconds: 1.25, steps: saved, unknown: 0 },
    layers: own.layers.map(({ index, size, digest }) => {
      const twin = index < pile ? index : other.layers.findIndex((layer) => layer.digest === digest);
      const relation = index < pile ? 'same_pile' : twin < 0 ? 'own' : 'same_blob';
      return { index, size, relation, other: twin < 0 ? null : twin };
    }),
  });
  return parseComparison({
    images: [side(first, second), side(second, first)],
    pile,
    first_difference: { text: 'step 3 changed', layer: pile },
    blobs: { sum: 9_000_000, stored: 5_000_000, shared: 4_000_000 },
  });
}

const shown = (build: BuildState) => ({ build, files: new Map() });

test('what both have stands once, and what each has above it stands on its side', () => {
  const found = compared(before, after);
  const towers = towersOf([shown(before), shown(after)], found);
  const count = (side: 0 | 1 | null) => towers.slabs.filter((slab) => slab.side === side).length;
  expect(found.pile).toBeGreaterThan(0);
  expect(found.pile).toBeLessThan(after.layers.length);
  expect(count(null)).toBe(found.pile);
  expect(count(0)).toBe(before.layers.length - found.pile);
  expect(count(1)).toBe(after.layers.length - found.pile);
  expect(towers.slabs.every(({ sheet }) => sheet.layer !== null)).toBe(true);
  const levels = levelsOf(towers);
  expect(levels.map((level) => levelWords(level, found))).toEqual([
    ...Array(found.pile).fill('= same fingerprint, same pile'),
    '≠ first difference',
    ...Array(levels.length - found.pile - 1).fill('≠ sits on a different sheet'),
  ]);
});

test('a plinth shows what the second image found there: cached sheets', () => {
  const towers = towersOf([shown(before), shown(after)], compared(before, after));
  const states = towers.slabs.filter(({ side }) => side === null).map(({ sheet }) => sheet.state);
  expect(states[0]).toBe('base');
  expect(new Set(states.slice(1))).toEqual(new Set(states.length > 1 ? ['cached'] : []));
});

test('an image beside itself has nothing of its own', () => {
  const found = compared(after, after);
  const towers = towersOf([shown(after), shown(after)], found);
  expect(towers.slabs.every(({ side }) => side === null)).toBe(true);
  expect(sharedWords(found)).toContain('the first has 0 B of its own');
});

test('a blob on another pile is tied to its twin', () => {
  const [base, ...rest] = after.layers;
  const other = { ...after, layers: [{ ...base, chain_id: 'sha256:x' }, ...rest] } as BuildState;
  const moved = { ...other, layers: other.layers.map((layer) => ({ ...layer, chain_id: `${layer.index}` })) };
  const found = compared(before, moved);
  expect(found.pile).toBe(0);
  const { twins } = towersOf([shown(before), shown(moved)], found);
  expect(twins).toContainEqual({ first: 0, second: 0 });
  expect(sharedWords(found)).toContain('no sheet from the ground up');
  expect(sharedWords(found)).toContain('on another pile: stored once, unpacked twice');
});

test('the seconds saved are those of the second image', () => {
  expect(savedWords(compared(before, after, 2))).toBe('Cached 2 steps of the second saved 1.3 s.');
  expect(savedWords(compared(before, after))).toBe('');
});

test.each([320, 800, 1400])(
  'both piles fit into %i px, and each sheet is found where it is seen',
  (width) => {
    const towers = towersOf([shown(before), shown(after)], compared(before, after));
    const plan = planTowers(towers, { width, height: 600 });
    expect(boxSize(LONG).width * plan.footing.scale).toBeLessThanOrEqual(width);
    for (const side of [0, 1] as const) {
      const top = towers.slabs.findLast((slab) => slab.side === side);
      if (top === undefined) throw new Error('no sheet');
      expect(slabAt(plan, towers, pointOf(plan, top, 0.5, 0.5))).toBe(top);
    }
    expect(LONG).toBeGreaterThan(2 * WIDTH);
  },
);
