import { bytes } from '../format.ts';
import { t, tn } from '../translate.ts';
import type { Sheet } from './sheets.ts';
import { sheetNumber } from './words.ts';

/** What a sheet's tape covers in the sheets below: out of view, but still in the image. */
export interface Hidden {
  files: number;
  folders: number;
  /** Unpacked. */
  bytes: number;
  /** Indexes into the pile, bottom first. */
  sheets: readonly number[];
}

export function hiddenBy(sheets: readonly Sheet[], index: number): Hidden {
  const tape = new Map<string, 'deleted' | 'opaque'>();
  for (const { path, kind } of sheets[index]?.marks ?? []) {
    if (kind === 'deleted' || kind === 'opaque') tape.set(path, kind);
  }
  const files = new Set<string>();
  const folders = new Set<string>();
  const holders: number[] = [];
  let size = 0;
  for (const [below, sheet] of sheets.slice(0, index).entries()) {
    const covered =
      tape.size === 0
        ? []
        : (sheet.marks ?? []).filter(({ path, kind }) => {
            if (kind === 'deleted' || kind === 'opaque') return false;
            if (tape.get(path) === 'deleted') return files.add(path);
            const folder = coveringFolder(tape, path);
            return folder !== null && folders.add(folder);
          });
    if (covered.length > 0) holders.push(below);
    size += covered.reduce((sum, mark) => sum + mark.size, 0);
  }
  return { files: files.size, folders: folders.size, bytes: size, sheets: holders };
}

function coveringFolder(tape: ReadonlyMap<string, unknown>, path: string): string | null {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (tape.has(folder)) return folder;
  }
  return null;
}

/** `Hidden, not freed: 2 folders remain in sheets 1 and 4 (3.1 MB).` Empty where nothing is hidden. */
export function hiddenWords(hidden: Hidden, sheets: readonly Sheet[]): string {
  const what = [
    hidden.files > 0 ? tn('{n} file', '{n} files', hidden.files) : '',
    hidden.folders > 0 ? tn('{n} folder', '{n} folders', hidden.folders) : '',
  ].filter(Boolean);
  if (what.length === 0) return '';
  const numbers = hidden.sheets.flatMap((index) => {
    const sheet = sheets[index];
    return sheet === undefined ? [] : [sheetNumber(sheet)];
  });
  const unique = [...new Set(numbers)];
  const where =
    unique.length === 1
      ? t('sheet {number}', { number: unique[0] ?? '' })
      : t('sheets {numbers}', { numbers: listed(unique) });
  const values = { what: what.join(` ${t('and')} `), where, size: bytes(hidden.bytes) };
  return hidden.files + hidden.folders === 1
    ? t('Hidden, not freed: {what} remains in {where} ({size}).', values)
    : t('Hidden, not freed: {what} remain in {where} ({size}).', values);
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} ${t('and')} ${words.at(-1)}`;
}
