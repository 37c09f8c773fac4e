import { bytes } from '../format.ts';
import { type LayerFile, plainPath } from '../stack/layer-file.ts';
import { listed } from './change-words.ts';
import type { CoreLine } from './core-sample.ts';

/** What a sheet has to do with the path, in the words of somebody who looks down through the sheets. */
export function lineWords({ what, file }: CoreLine, path: string): string {
  if (what === 'seen' && file.type === 'directory') return `${changed(file)}, part of the folder you see`;
  const size = file.type === 'directory' ? '' : `, ${bytes(file.size)}`;
  switch (what) {
    case 'seen':
      return `${changed(file)}, this is the one you see${size}`;
    case 'covered':
      return `${changed(file)}, covered from above${size}`;
    case 'hidden':
      return `${changed(file)}, under the tape, still stored${size}`;
    case 'tape':
      return tapeWords(file, path);
  }
}

function changed({ change }: LayerFile): string {
  return change === 'touched' ? 'listed again' : change;
}

function tapeWords(file: LayerFile, path: string): string {
  const at = plainPath(file.path);
  if (at === path) return 'whited out here';
  if (file.change === 'deleted') return `whited out here, with the folder /${at}`;
  return file.opaque
    ? `hidden here: the folder /${at} is opaque`
    : `hidden here: /${at} is no folder any more`;
}

/** The whole in two sentences. `name` is of a sheet by its place. */
export function coreWords(lines: readonly CoreLine[], name: (sheet: number) => string): string {
  const stored = lines.filter(({ what }) => what !== 'tape');
  const seen = lines.find(({ what }) => what === 'seen');
  const tape = lines.find(({ what }) => what === 'tape');
  if (stored.length === 0) return 'No sheet has this path.';
  if (seen?.file.type === 'directory')
    return `A folder: what you see in it comes from ${holders(lines, name)}.`;
  const unseen = stored.filter((line) => line !== seen);
  const size = unseen.reduce((sum, { file }) => sum + file.size, 0);
  const still = `${bytes(size)} ${size === 1 ? 'is' : 'are'} still stored in ${holders(unseen, name)}.`;
  if (seen === undefined) return `You cannot see it: ${name(tape?.sheet ?? 0)} hides it. But ${still}`;
  return unseen.length === 0
    ? `You see that of ${name(seen.sheet)}, the only one.`
    : `You see that of ${name(seen.sheet)}. Under it, ${still}`;
}

function holders(lines: readonly CoreLine[], name: (sheet: number) => string): string {
  const sheets = lines.filter(({ what }) => what !== 'tape').map(({ sheet }) => name(sheet));
  return listed(sheets.toReversed());
}
