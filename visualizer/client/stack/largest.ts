import { t } from '../translate.ts';
import type { Mark, MarkKind } from './marks.ts';

export interface Largest {
  heading: string;
  marks: readonly Mark[];
  /** How many there are in all. */
  of: number;
}

const HEADINGS: readonly (readonly [string, readonly MarkKind[]])[] = [
  [t('Whited out'), ['deleted', 'opaque']],
  [t('Changed'), ['changed']],
  [t('Added'), ['added']],
];

/** The largest paths of each kind, at most `most`, largest first. */
export function largestPaths(marks: readonly Mark[], most = 6): Largest[] {
  return HEADINGS.flatMap(([heading, kinds]) => {
    const own = marks.filter(({ kind }) => kinds.includes(kind));
    if (own.length === 0) return [];
    const sorted = own.toSorted((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1));
    return [{ heading, marks: sorted.slice(0, most), of: own.length }];
  });
}
