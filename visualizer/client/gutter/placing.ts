import type { LineNote } from './line-notes.ts';

/**
 * The notes at the places that their lines have in `text`, where `built` is what the build was given. What stands
 * between the first line that differs and the last has no note: it is not what was built.
 */
export function placed(notes: readonly LineNote[], built: string, text: string): readonly LineNote[] {
  if (built === text) return notes;
  const [before, after] = [built.split('\n'), text.split('\n')];
  const most = Math.min(before.length, after.length);
  const head = alike(most, (index) => before[index] === after[index]);
  const tail = alike(most - head, (index) => before.at(-1 - index) === after.at(-1 - index));
  const shift = after.length - before.length;
  return notes.flatMap((note) => {
    if (note.endLine <= head) return [note];
    if (note.line <= before.length - tail) return [];
    return [{ ...note, line: note.line + shift, endLine: note.endLine + shift }];
  });
}

/** The note of a line, if any. */
export function noteAt(notes: readonly LineNote[], line: number): LineNote | undefined {
  return notes.find((note) => note.line <= line && line <= note.endLine);
}

function alike(most: number, same: (index: number) => boolean): number {
  let count = 0;
  while (count < most && same(count)) count += 1;
  return count;
}
