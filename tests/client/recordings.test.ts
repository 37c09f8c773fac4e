import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { announcements } from '../../visualizer/client/announcements.ts';
import { hasEnded, QUEUED } from '../../visualizer/client/build-state.ts';
import { parseEntry } from '../../visualizer/client/entry.ts';
import { fieldsOf, list } from '../../visualizer/client/fields.ts';
import { reduceAll } from '../../visualizer/client/reduce.ts';

const FOLDER = 'tests/recordings';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function recorded(name: string) {
  const recording = fieldsOf(JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')), name);
  return list(recording, 'events').map(parseEntry);
}

function verdicts(name: string): string[] {
  const { steps } = reduceAll(QUEUED, recorded(name));
  return steps.filter((step) => step.makes_layer && step.keyword !== 'FROM').map((step) => step.status);
}

describe.each(names)('the real build %s', (name) => {
  const build = reduceAll(QUEUED, recorded(name));

  test('is read to its end', () => {
    expect(hasEnded(build)).toBe(true);
    expect(build.steps.map((step) => step.status)).not.toContain('running');
  });

  test('has an image of the layers it lists, or none', () => {
    const size = build.layers.reduce((sum, layer) => sum + layer.size, 0);
    if (build.status === 'completed')
      expect(build.image).toMatchObject({ layer_count: build.layers.length, size });
    else expect(build.image).toBeNull();
  });

  test('is said aloud', () => {
    const { polite, assertive } = announcements(QUEUED, build);
    expect(polite + assertive).not.toBe('');
    expect(assertive === '').toBe(build.status !== 'failed');
  });
});

test('a first build runs every step, the same again none, and a changed line what stands on it', () => {
  expect(new Set(verdicts('first-build.json'))).toEqual(new Set(['built']));
  expect(new Set(verdicts('all-cached.json'))).toEqual(new Set(['cached']));
  expect(verdicts('one-line-changed.json').join(' ')).toMatch(/^(cached )+built( built)*$/);
});

test('a stage that nothing needs is skipped', () => {
  expect(verdicts('unused-stage.json')).toContain('skipped');
});
