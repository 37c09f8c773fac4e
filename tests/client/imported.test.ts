import { expect, test } from 'vitest';
import { announcements } from '../../visualizer/client/announcements.ts';
import { QUEUED } from '../../visualizer/client/build-state.ts';
import type { BuildEvent, Entry } from '../../visualizer/client/events.ts';
import { reduceAll } from '../../visualizer/client/reduce.ts';
import { pileOf } from '../../visualizer/client/stack/sheets.ts';
import { summaryWords } from '../../visualizer/client/summary-words.ts';
import { COMPLETED } from './log.ts';

/** An imported image has layers, and no step made any of them. */
const events = COMPLETED.flatMap((entry): BuildEvent[] => {
  if (entry.type === 'layer_recorded') return [{ ...entry, step: null }];
  return /^(started|image_recorded|completed)$/.test(entry.type) ? [entry] : [];
});
const log = events.map((event, index): Entry => ({ ...event, seq: index + 1, at: 0 }));
const image = reduceAll(QUEUED, log);

test('an imported image is read, not built', () => {
  expect(summaryWords(image, 0).title).toBe('Image read');
  expect(announcements(QUEUED, image).polite).toBe('The image is read. 5 layers, 5 kB.');
});

test('an imported image has a sheet for each layer', () => {
  expect(pileOf(image).sheets.map(({ layer, step }) => [layer?.index, step])).toEqual(
    image.layers.map(({ index }) => [index, null]),
  );
});
