import { describe, expect, test } from 'vitest';
import { pileOf, type Sheet } from '../../../visualizer/client/stack/sheets.ts';
import { accessibleName, sheetWords, spoken, verdict } from '../../../visualizer/client/stack/words.ts';
import { recorded } from './recorded.ts';

const sheet = (name: string, index: number): Sheet => {
  const found = pileOf(recorded(name)).sheets[index];
  if (found === undefined) throw new Error(`${name} has no sheet ${index}`);
  return found;
};
const telling = { last: 6, elapsed: 0, showsFiles: true, guess: undefined, reason: undefined };

describe('the name of a sheet', () => {
  test('says it all in one breath', () => {
    const npm: Sheet = { ...sheet('first-build', 5), seconds: 14.2, argument: 'npm ci', number: 4 };
    const layer = npm.layer && {
      ...npm.layer,
      size: 48_200_000,
      files: { added: 8904, changed: 0, deleted: 0, metadata: 0, touched: 0, opaque: 0 },
    };
    expect(accessibleName({ ...npm, layer }, { ...telling, guess: 'cached' })).toBe(
      'Sheet 4 of 6, RUN npm ci, built, 48.2 megabytes, 14.2 seconds, 8,904 files added. You said cached; it was rebuilt.',
    );
  });

  test('tells a setting from a sheet, and gives its reason in place', () => {
    expect(accessibleName(sheet('first-build', 6), telling)).toContain('Step 6 of 6, CMD');
    expect(accessibleName(sheet('first-build', 6), telling)).toContain('settings only, no sheet.');
    const reason = 'rebuilt: app.py changed';
    expect(accessibleName(sheet('first-build', 4), { ...telling, reason })).toMatch(
      /Rebuilt: app.py changed\.$/,
    );
    const kept = 'cached: only the date of app.py changed';
    expect(accessibleName(sheet('all-cached', 4), { ...telling, reason: kept })).toMatch(
      /Cached: only the date of app.py changed\.$/,
    );
  });
});

describe('what stands beside a state', () => {
  test('nothing but seconds while the size is unknown, and that it was not recorded once it stays so', () => {
    const running = pileOf(recorded('first-build', ({ seq }) => seq === 6)).sheets[1];
    expect(running && sheetWords(running).facts).toEqual([expect.stringMatching(/^[\d.]+ s$/)]);
    const failed = pileOf(recorded('failing-run')).sheets.find(
      ({ state }) => state === 'built' || state === 'cached',
    );
    expect(failed && sheetWords(failed).facts[0]).toBe('not recorded');
  });

  test('an empty layer changed nothing', () => {
    const empty = pileOf(recorded('unused-stage')).sheets.find(({ layer }) => layer?.empty);
    expect(empty && sheetWords(empty).facts[0]).toBe('changed nothing');
  });

  test('a cached step took 0 s', () => {
    expect(sheetWords({ ...sheet('all-cached', 1), seconds: 0 }).facts.at(-1)).toBe('0 s');
  });
});

test('a prediction that missed says both sides', () => {
  expect(verdict(sheet('all-cached', 1), 'rebuilt')).toBe('You said rebuilt; it was cached.');
  expect(verdict(sheet('all-cached', 1), 'cached')).toBe('You said cached: called it.');
  expect(verdict(sheet('all-cached', 0), 'cached')).toBe('');
});

test('units are spoken in full', () => {
  expect(spoken('1 kB')).toBe('1 kilobyte');
  expect(spoken('48.2 MB')).toBe('48.2 megabytes');
  expect(spoken('2 min 5 s')).toBe('2 minutes 5 seconds');
});
