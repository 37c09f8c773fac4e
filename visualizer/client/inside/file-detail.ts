import { make } from '../dom.ts';
import { bytes, count } from '../format.ts';
import type { LayerFile } from '../stack/layer-file.ts';
import type { Sheet } from '../stack/sheets.ts';
import { sheetNumber } from '../stack/words.ts';
import { changeWords, dateWords, modeWords, ownerWords, typeWords } from './change-words.ts';
import { kindOf } from './file-kind.ts';
import type { TreeNode } from './sheet-tree.ts';
import { visible } from './visible.ts';

export interface Told {
  node: TreeNode<LayerFile>;
  /** The same path as the nearest sheet below holds it. */
  before: { file: LayerFile; sheet: Sheet | undefined } | null;
}

/** All that a listing tells of one path. */
export function fileDetail({ node, before }: Told): HTMLElement[] {
  const { entry } = node;
  const facts: (readonly [string, string])[] = [
    [
      'Here',
      entry === null ? 'not listed itself: only what lies in it' : sentence(entry, before?.file ?? null),
    ],
    ...stored(node),
    ...(before === null || before.sheet === undefined
      ? []
      : [['Below', held(before.file, before.sheet)] as const]),
    ...(entry === null ? [] : factsOf(entry)),
  ];
  return [
    make('h3', {}, make('code', {}, visible(`/${node.path}`))),
    make('dl', {}, ...facts.flatMap(([term, text]) => [make('dt', {}, term), make('dd', {}, text)])),
  ];
}

function sentence(entry: LayerFile, before: LayerFile | null): string {
  const words = changeWords(entry, before);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function stored({
  entry,
  bytes: size,
  count: paths,
  shown,
}: TreeNode<LayerFile>): (readonly [string, string])[] {
  if (shown.length > 0) return [['In it', `${count(paths, 'path')}, ${bytes(size)}`]];
  if (entry === null || entry.change === 'deleted') return [];
  const again = kindOf(entry) === 'metadata' && entry.type === 'file' && size > 0;
  return [['Stored', again ? `${bytes(size)}: the whole file once more, for its metadata` : bytes(size)]];
}

function held({ size, type }: LayerFile, sheet: Sheet): string {
  const number = sheetNumber(sheet);
  const where = number === '' ? 'A sheet below' : `Sheet ${number}`;
  return type === 'directory' ? `${where} holds it, too.` : `${where} still holds it, ${bytes(size)}.`;
}

function factsOf(file: LayerFile): (readonly [string, string])[] {
  const { type, mode, target, mtime, content } = file;
  const owner = ownerWords(file);
  const facts: (readonly [string, string | undefined])[] = [
    ['Type', typeWords(type)],
    ['Leads to', target === undefined ? undefined : visible(target)],
    ['Mode', mode === undefined ? undefined : modeWords(mode)],
    ['Owner', owner === '0:0' ? '0:0, which is root' : owner],
    ['Date', mtime === undefined ? undefined : `${dateWords(mtime)} UTC`],
    ['Content', content],
  ];
  return facts.flatMap(([term, text]) => (text ? [[term, text] as const] : []));
}
