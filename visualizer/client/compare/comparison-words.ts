import { bytes, count, seconds } from '../format.ts';
import type { ComparedImage, Comparison } from './comparison.ts';
import type { Level } from './towers.ts';

/** What the two share and what keeping both takes, in sentences. */
export function sharedWords({ images, pile, blobs }: Comparison): string {
  const [first, second] = images;
  const base =
    pile === 0
      ? 'The two share no sheet from the ground up.'
      : `${count(pile, 'sheet')} stored once, used by both: ${bytes(sum(first.layers.slice(0, pile)))}.`;
  const twins = first.layers.filter(({ relation }) => relation === 'same_blob');
  const twice =
    twins.length === 0
      ? ''
      : ` ${count(twins.length, 'more blob')} (${bytes(sum(twins))}) ${twins.length === 1 ? 'is' : 'are'} the same on another pile: stored once, unpacked twice.`;
  return `${base}${twice} Both together take ${bytes(blobs.stored)} instead of ${bytes(blobs.sum)}; the first has ${alone(first)} of its own, the second ${alone(second)}.`;
}

/** What the cache spared the second image; empty where nothing was cached. */
export function savedWords({ images }: Comparison): string {
  const { seconds: time, steps, unknown } = images[1].saved;
  if (steps + unknown === 0) return '';
  const known = steps === 0 ? '' : `Cached ${count(steps, 'step')} of the second saved ${seconds(time)}.`;
  const rest = unknown === 0 ? '' : ` Of ${count(unknown, 'cached step')} nobody recorded what it once took.`;
  return `${known}${rest}`.trim();
}

/** What stands under a level of the list. */
export function levelWords(level: Level, comparison: Comparison): string {
  const [first, second] = level.sheets;
  if (level.shared) return '= same fingerprint, same pile';
  if (first === null) return 'only in the second';
  if (second === null) return 'only in the first';
  const twin = comparison.images[0].layers[level.level];
  if (twin?.relation === 'same_blob' && twin.other === level.level) return '⋯ same blob, other pile';
  return level.level === comparison.pile ? '≠ first difference' : '≠ sits on a different sheet';
}

function alone({ layers }: ComparedImage): string {
  return bytes(sum(layers.filter(({ relation }) => relation === 'own')));
}

function sum(layers: readonly { size: number }[]): number {
  return layers.reduce((total, { size }) => total + size, 0);
}
