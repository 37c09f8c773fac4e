import { expect, test } from 'vitest';
import { QUEUED } from '../../visualizer/client/build-state.ts';
import type { LayerMoved } from '../../visualizer/client/events.ts';
import { movedLayers, transferWords, wayWords } from '../../visualizer/client/transfer-sheets.ts';

function moved(index: number, outcome: LayerMoved['outcome'], size: number): LayerMoved {
  return { type: 'layer_moved', index, digest: `sha256:${index}`, size, outcome, source: null };
}

const FOUR = [
  moved(2, 'sent', 1500),
  moved(0, 'exists', 18_000_000),
  moved(1, 'mounted', 200),
  moved(3, 'sent', 500),
];

test('layers are drawn from the ground, in whatever order they moved', () => {
  expect(movedLayers({ ...QUEUED, findings: FOUR }).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

test('each says what became of it', () => {
  expect(FOUR.map(wayWords)).toEqual(['1.5 kB', 'already there', 'from another repository', '500 B']);
});

test('all of it is one sentence', () => {
  expect(transferWords(FOUR, 'push')).toBe(
    'From your engine to registry: 2 layers of 4 went over the wire, 2 kB; 2 layers were there already.',
  );
  expect(transferWords([moved(0, 'received', 9)], 'pull')).toBe(
    'From registry to your engine: 1 layer of 1 went over the wire, 9 B; none was there already.',
  );
});
