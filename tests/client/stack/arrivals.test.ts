import { expect, test } from 'vitest';
import { arrivalsBetween } from '../../../visualizer/client/stack/arrivals.ts';
import { pileOf } from '../../../visualizer/client/stack/sheets.ts';
import { recorded } from './recorded.ts';

const at = (name: string, seq: number) => pileOf(recorded(name, (entry) => entry.seq === seq)).sheets;

test('a built sheet flies, a base snaps, a torn one is drawn', () => {
  expect(arrivalsBetween(at('first-build', 5), at('first-build', 6))).toEqual([
    { keys: ['1'], manner: 'fly' },
  ]);
  expect(arrivalsBetween(at('first-build', 3), at('first-build', 4))).toEqual([
    { keys: ['0'], manner: 'snap' },
  ]);
  const failed = pileOf(recorded('failing-run')).sheets;
  const before = pileOf(recorded('failing-run', ({ type }) => type === 'step_failed')).sheets;
  const running = before.map((sheet) =>
    sheet.state === 'failed' ? { ...sheet, state: 'running' as const } : sheet,
  );
  expect(arrivalsBetween(running, failed).map(({ manner }) => manner)).toEqual(['tear']);
});

test('a long run of cached sheets comes in one move', () => {
  const [before, after] = [at('all-cached', 2), pileOf(recorded('all-cached')).sheets];
  expect(arrivalsBetween(before, after)).toMatchObject([{ manner: 'together' }]);
});

test('more than four others are simply there, and nothing arrives by being stamped', () => {
  expect(arrivalsBetween(at('first-build', 2), at('first-build', 20))).toEqual([]);
  expect(arrivalsBetween(at('first-build', 20), at('first-build', 27))).toEqual([]);
});
