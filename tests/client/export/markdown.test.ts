import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { QUEUED } from '../../../visualizer/client/build-state.ts';
import { parseEntry } from '../../../visualizer/client/entry.ts';
import { markdownOf } from '../../../visualizer/client/export/markdown.ts';
import { fieldsOf, list } from '../../../visualizer/client/fields.ts';
import { reduceAll } from '../../../visualizer/client/reduce.ts';

function recorded(name: string) {
  const recording = fieldsOf(JSON.parse(readFileSync(`tests/recordings/${name}.json`, 'utf8')), name);
  return reduceAll(QUEUED, list(recording, 'events').map(parseEntry));
}

function cells(markdown: string): string[][] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => row.slice(2, -2).split(/(?<!\\)\s\|\s/));
}

test('a build is a table of its steps with states, sizes, seconds and reasons', () => {
  const table = markdownOf(recorded('one-line-changed'), 0);
  expect(table).toMatch(/^Image built: 3 cached · 2 built · /);
  const rows = cells(table);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([6]));
  expect(rows).toHaveLength(2 + 7);
  const copied = rows.find(([step]) => step === 'Step 4');
  expect(copied?.slice(1, 4)).toEqual(['5', '`COPY app.py .`', 'built']);
  expect(copied?.[4]).toMatch(/^\d+ B, [\d.]+ s$/);
  expect(copied?.[5]).toBe('rebuilt: app.py changed');
});

test('pipes, backquotes and line ends stay within their cells', () => {
  const build = recorded('linted');
  const steps = build.steps.map((step) =>
    step.keyword === 'RUN' ? { ...step, instruction: 'RUN echo `id` | sort \\\n  -u' } : step,
  );
  const rows = cells(markdownOf({ ...build, steps }, 0));
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([6]));
  expect(rows.find(([step]) => step === 'Step 3')?.[2]).toBe('`` RUN echo `id` \\| sort -u ``');
});

test('an image of which no step is known is a table of its layers', () => {
  const build = recorded('first-build');
  const rows = cells(markdownOf({ ...build, steps: [] }, 0));
  expect(rows[0]?.[0]).toBe('Layer');
  expect(rows).toHaveLength(2 + build.layers.length);
});
