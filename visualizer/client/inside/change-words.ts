import { bytes } from '../format.ts';
import type { LayerFile, What } from '../stack/layer-file.ts';
import { kindOf } from './file-kind.ts';

/** The permission bits as `chmod` takes them: `0644`. */
export function modeWords(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

export function ownerWords({ uid, gid }: LayerFile): string {
  return uid === undefined || gid === undefined ? '' : `${uid}:${gid}`;
}

const TYPES: Readonly<Record<string, string>> = {
  symlink: 'symbolic link',
  hardlink: 'hard link',
  character: 'character device',
  block: 'block device',
  fifo: 'named pipe',
  whiteout: 'nothing',
};

export function typeWords(type: string): string {
  return TYPES[type] ?? type;
}

/** In a word or two, for a line of a list. */
export function shortWords(file: LayerFile): string {
  switch (kindOf(file)) {
    case 'deleted':
      return 'whited out';
    case 'opaque':
      return 'opaque';
    case 'touched':
      return 'listed again';
    case 'metadata':
      return `only ${listed((file.what ?? []).map((one) => NAMES[one].replace(/^its /, '')))}`;
    default:
      return file.change;
  }
}

/**
 * What the layer did to a path, in a sentence without its full stop. `before` is the same path as the layers below
 * have it, null where that is not known.
 */
export function changeWords(file: LayerFile, before: LayerFile | null): string {
  const { change, type, size, what = [] } = file;
  if (file.opaque) return 'an opaque folder: it hides all that the sheets below have in it';
  switch (change) {
    case 'added':
      return 'added: no sheet below has it';
    case 'touched':
      return type === 'directory'
        ? 'listed again: something in it changed, or its date'
        : 'stored again without a change';
    case 'deleted':
      return type === 'whiteout'
        ? 'a whiteout of nothing: no sheet below has it'
        : `whited out: ${bytes(size)} ${size === 1 ? 'is' : 'are'} hidden, not freed`;
    case 'changed':
      return differences(file, before, what);
  }
}

function differences(file: LayerFile, before: LayerFile | null, what: readonly What[]): string {
  if (what.length === 0) return 'changed';
  const parts = what.map((one) => {
    const values = before === null ? '' : valuesOf(one, before, file);
    return { name: NAMES[one], values };
  });
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) {
    const values = only.values === '' ? '' : `: ${only.values}`;
    return `only ${only.name} changed${values}`;
  }
  return `${listed(parts.map(({ name, values }) => (values === '' ? name : `${name} (${values})`)))} changed`;
}

const NAMES: Readonly<Record<What, string>> = {
  type: 'the type',
  content: 'the content',
  device: 'the device',
  target: 'the link’s target',
  mode: 'the mode',
  owner: 'the owner',
  mtime: 'the date',
  xattrs: 'the extended attributes',
};

function valuesOf(what: What, before: LayerFile, now: LayerFile): string {
  const arrow = (of: (file: LayerFile) => string) => {
    const [from, to] = [of(before), of(now)];
    return from === '' || to === '' || from === to ? '' : `${from} → ${to}`;
  };
  switch (what) {
    case 'type':
      return arrow(({ type }) => typeWords(type));
    case 'content':
      return arrow(({ size }) => bytes(size));
    case 'target':
      return arrow(({ target }) => target ?? '');
    case 'mode':
      return arrow(({ mode }) => (mode === undefined ? '' : modeWords(mode)));
    case 'owner':
      return arrow(ownerWords);
    case 'mtime':
      return arrow(({ mtime }) => (mtime === undefined ? '' : dateWords(mtime)));
    case 'device':
    case 'xattrs':
      return '';
  }
}

/** `2026-11-24 17:43:05`, in UTC as layers keep it. */
export function dateWords(mtime: number): string {
  const date = new Date(mtime * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
