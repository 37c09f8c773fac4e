import { make } from '../dom.ts';
import { panelOf } from '../elements/tab-strip.ts';
import { bytes, count } from '../format.ts';
import type { Subject } from '../stack/looks.ts';
import type { Sheet } from '../stack/sheets.ts';
import { inSlices } from '../stack/slices.ts';
import { instructionOf, sheetNumber } from '../stack/words.ts';
import { type MergedFile, mergeListings } from './merged.ts';
import { MergedMap } from './merged-map.ts';
import { type OpenSheet, sheetLink } from './sheet-link.ts';
import type { TreeNode } from './sheet-tree.ts';
import { TreePanel } from './tree-panel.ts';
import { visible } from './visible.ts';

type Kind = 'seen' | 'covering' | 'gone';
const NAMES: Readonly<Record<Kind, string>> = { seen: 'Seen', covering: 'Cover others', gone: 'Gone' };
const IDEA =
  'Look down through the sheets: each path is that of the highest sheet that has it. Hatched is what tape hides: gone from view, still in the image.';

/** The stack seen from above: which sheet supplies each path, what that covers, and what is gone. */
export class MergedView {
  readonly element = make('div');
  readonly tab = panelOf(this.element, 'merged-panel').tab;
  readonly #idea = make('p', {}, IDEA);
  readonly #facts = make('p', { class: 'facts' });
  readonly #map = new MergedMap((path) => this.#point(path));
  readonly #panel: TreePanel<MergedFile, Kind>;
  #subject: Subject | null = null;
  #listings: readonly unknown[] = [];

  constructor(readonly open: OpenSheet) {
    this.#panel = new TreePanel<MergedFile, Kind>({
      label: 'Paths of all sheets together',
      columns: [
        { name: 'From', as: 'what', text: ({ entry }) => (entry === null ? '' : this.#fromWords(entry)) },
        {
          name: 'Covers',
          as: 'mode',
          text: ({ entry }) => this.#numbers(entry?.gone === null ? entry.covers : []),
        },
        {
          name: 'Size',
          as: 'size',
          text: sizeWords,
        },
      ],
      names: NAMES,
      unusual: null,
      kindOf,
      bytesOf: ({ file, gone }) => (gone === null ? file.size : 0),
      detail: (node) => this.#detail(node),
      use: (node) => this.#openSource(node),
    });
    this.tab.textContent = 'Merged view';
    this.element.className = 'merged';
    this.element.append(this.#idea, this.#facts, this.#map.element, this.#panel.element);
  }

  focus(): boolean {
    return this.#panel.focus();
  }

  async show(subject: Subject): Promise<void> {
    const same =
      this.#listings.length > 0 && subject.files.every((one, index) => one === this.#listings[index]);
    this.#subject = subject;
    if (same) return;
    this.#listings = subject.files;
    const missing = subject.sheets.filter(
      ({ layer }, index) => layer !== null && subject.files[index] === null,
    );
    if (missing.length > 0)
      return this.#panel.say(
        `Not yet: ${count(missing.length, 'list')} of files ${missing.length === 1 ? 'has' : 'have'} not come.`,
      );
    const merged = await inSlices(
      mergeListings(subject.files.map((one) => one ?? [])),
      new AbortController().signal,
    );
    if (merged === null || this.#subject !== subject) return;
    const words = totals(merged);
    this.#facts.textContent = words;
    await this.#map.show(subject, merged, `${words} The list below tells it path by path.`);
    await this.#panel.show(given(merged));
  }

  #point(path: string): void {
    const node = this.#panel.find(path);
    if (node !== undefined) this.#panel.tell(node);
  }

  #sheet(index: number): Sheet | undefined {
    return this.#subject?.sheets[index];
  }

  #numbers(indexes: readonly number[]): string {
    return indexes.map((index) => numberOf(this.#sheet(index))).join(', ');
  }

  #fromWords({ from, gone }: MergedFile): string {
    return from === null ? `hidden by ${this.#numbers([gone ?? -1])}` : `sheet ${this.#numbers([from])}`;
  }

  #openSource({ path, entry }: TreeNode<MergedFile>): void {
    const index = entry?.from ?? entry?.covers.at(-1);
    if (index !== undefined) this.open(index, path);
  }

  #detail(node: TreeNode<MergedFile>): readonly Node[] {
    const { path, entry } = node;
    this.#map.chosen = path;
    const rows = entry === null ? [] : this.#rows(path, entry);
    const inside =
      node.shown.length === 0 ? [] : [row('In it', `${count(node.count, 'path')}, ${bytes(node.bytes)}`)];
    const list = [...rows, ...inside].flat();
    return [make('h3', {}, make('code', {}, visible(`/${path}`))), make('dl', {}, ...list)];
  }

  #rows(path: string, { from, covers, gone, file }: MergedFile): HTMLElement[][] {
    const link = (index: number) => {
      const sheet = this.#sheet(index);
      return sheet === undefined ? '' : sheetLink(sheet, () => this.open(index, path));
    };
    const links = (indexes: readonly number[]) => indexes.map(link);
    const size = file.type === 'directory' ? [] : [row('Size', bytes(file.size))];
    if (gone !== null)
      return [
        row('Seen', 'Nobody sees it.'),
        row('Hidden by', link(gone)),
        row('Still in', ...links(covers)),
        ...size,
      ];
    return [
      row('Seen from', from === null ? '' : link(from)),
      ...(covers.length === 0 ? [] : [row('Covers', ...links(covers))]),
      ...size,
    ];
  }
}

function row(term: string, ...words: (Node | string)[]): HTMLElement[] {
  return [make('dt', {}, term), make('dd', {}, ...words)];
}

function numberOf(sheet: Sheet | undefined): string {
  return sheet === undefined ? '' : sheetNumber(sheet) || instructionOf(sheet);
}

function kindOf({ gone, covers, file }: MergedFile): Kind {
  if (gone !== null) return 'gone';
  return covers.length > 0 && file.type !== 'directory' ? 'covering' : 'seen';
}

function sizeWords(node: TreeNode<MergedFile>): string {
  const { entry, bytes: size, shown } = node;
  if (entry !== null && entry.gone !== null) return `${bytes(unseenIn(node))} hidden`;
  return entry?.file.type === 'directory' && shown.length === 0 ? '' : bytes(size);
}

function unseenIn({ entry, kept, shown }: TreeNode<MergedFile>): number {
  return shown.reduce((sum, one) => sum + unseenIn(one), kept ? (entry?.unseen ?? 0) : 0);
}

/** `331 paths are seen. 62 are gone, and 307 kB of them are still stored.` */
function totals(merged: readonly MergedFile[]): string {
  let [seen, gone, hidden] = [0, 0, 0];
  for (const { gone: by, unseen } of merged) {
    if (by === null) seen += 1;
    else gone += 1;
    hidden += by === null ? 0 : unseen;
  }
  const are = (number: number) => (number === 1 ? 'is' : 'are');
  const first = `${count(seen, 'path')} ${are(seen)} seen.`;
  if (gone === 0) return `${first} None is gone.`;
  return `${first} ${gone.toLocaleString('en')} ${are(gone)} gone, and ${bytes(hidden)} of them still stored.`;
}

function* given<T>(value: T): Generator<void, T> {
  yield;
  return value;
}
