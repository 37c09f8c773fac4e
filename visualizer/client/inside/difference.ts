import { structuredPatch } from 'diff';
import { visibleLine } from './file-text.ts';

export interface DiffLine {
  what: 'same' | 'removed' | 'added' | 'gap';
  text: string;
}

/** Beyond so many changed lines a comparison is given up. */
const MOST_EDITS = 2000;

/** The changed lines from one text to another with three lines around them; null where they differ too much. */
export function differences(before: string, after: string): readonly DiffLine[] | null {
  const patch = structuredPatch('a', 'b', before, after, undefined, undefined, {
    context: 3,
    maxEditLength: MOST_EDITS,
  });
  if (patch === undefined) return null;
  return patch.hunks.flatMap(({ lines, oldStart, newStart }) => [
    { what: 'gap' as const, text: `line ${oldStart}, now ${newStart}` },
    ...lines.map(lineOf),
  ]);
}

function lineOf(line: string): DiffLine {
  const text = visibleLine(line.slice(1));
  if (line.startsWith('+')) return { what: 'added', text };
  if (line.startsWith('-')) return { what: 'removed', text };
  return { what: line.startsWith('\\') ? 'gap' : 'same', text };
}
