import { make } from '../dom.ts';
import { panelOf } from '../elements/tab-strip.ts';
import { bytes } from '../format.ts';
import { type LayerFile, plainPath } from '../stack/layer-file.ts';
import type { Subject } from '../stack/looks.ts';
import { isEmpty, type Sheet } from '../stack/sheets.ts';
import { instructionOf, sheetNumber } from '../stack/words.ts';
import { modeWords, ownerWords, shortWords } from './change-words.ts';
import { fileDetail } from './file-detail.ts';
import { type FileKind, KIND_NAMES, kindOf, storedBytes } from './file-kind.ts';
import { type Below, filesBelow } from './files-below.ts';
import { Reader } from './reader.ts';
import type { TreeNode } from './sheet-tree.ts';
import type { Column } from './tree-grid.ts';
import { TreePanel } from './tree-panel.ts';

/** What one sheet adds, changes and hides, as a tree. */
export class FilesView {
  readonly element = make('div');
  readonly tab = panelOf(this.element, 'files-panel').tab;
  readonly #panel: TreePanel<LayerFile, FileKind>;
  #files: readonly LayerFile[] | null = null;
  #below: ReadonlyMap<string, Below> = new Map();
  #subject: Subject | null = null;
  #index = -1;
  readonly #reader = new Reader(() => {
    this.#panel.element.hidden = false;
    this.#panel.focus();
  });

  /** `find` is asked for a path through all sheets, where that can be done. */
  constructor(readonly find: ((path: string) => void) | null) {
    this.#panel = new TreePanel<LayerFile, FileKind>({
      label: 'Files of this sheet',
      columns: COLUMNS,
      names: KIND_NAMES,
      unusual: 'touched',
      kindOf,
      bytesOf: storedBytes,
      detail: (node) => this.#detail(node),
      use: (node) => this.#use(node),
    });
    this.tab.textContent = 'Files';
    this.element.append(this.#panel.element, this.#reader.element);
  }

  /** Whether there is anything that can have the focus, which it then has. */
  focus(): boolean {
    return !this.#panel.element.hidden && this.#panel.focus();
  }

  /** Selects a path where one is given. Does nothing while the same files are shown already. */
  async show(subject: Subject, index: number, path: string | null): Promise<void> {
    const { sheets, files } = subject;
    this.#subject = subject;
    const own = files[index] ?? null;
    const sheet = sheets[index];
    if (sheet === undefined || (own !== null && own === this.#files && path === null)) return;
    this.#files = own;
    this.#index = index;
    this.#reader.element.hidden = true;
    this.#panel.element.hidden = false;
    const lower = files.slice(0, index).map((one) => one ?? []);
    if (own === null) this.#panel.say(whyNone(sheet));
    else if (own.length === 0) this.#panel.say(emptyWords(sheet));
    else await this.#panel.show(this.#read(own, lower), path);
  }

  *#read(
    files: readonly LayerFile[],
    lower: readonly (readonly LayerFile[])[],
  ): Generator<void, readonly LayerFile[]> {
    this.#below = yield* filesBelow(files, lower);
    const plain: LayerFile[] = [];
    for (const [index, file] of files.entries()) {
      const path = plainPath(file.path);
      plain.push(path === file.path ? file : { ...file, path });
      if (index % 1000 === 999) yield;
    }
    return plain;
  }

  #detail(node: TreeNode<LayerFile>): readonly Node[] {
    const found = this.#below.get(node.path);
    const sheet = this.#subject?.sheets[found?.sheet ?? -1];
    const before = found === undefined ? null : { file: found.file, sheet };
    const { find } = this;
    const through = find === null ? [] : [action('Find it through the sheets', () => find(node.path))];
    const readings = this.#readings(node).map(([words, read]) => action(words, read));
    return [...fileDetail({ node, before }), make('div', { class: 'actions' }, ...readings, ...through)];
  }

  #use(node: TreeNode<LayerFile>): void {
    this.#readings(node)[0]?.[1]();
  }

  /** What can be read of a path, the most wanted first. */
  #readings({ path, entry }: TreeNode<LayerFile>): [string, () => void][] {
    const subject = this.#subject;
    if (subject === null || subject.resource === null || entry === null) return [];
    const below = this.#below.get(path);
    const number = sheetNumber(subject.sheets[below?.sheet ?? -1] ?? NO_NUMBER);
    const read = (sheet: number, against: number | null) => () => {
      this.#panel.element.hidden = true;
      this.#reader.show(subject, path, sheet, against);
    };
    const old = below !== undefined && isReadable(below.file) ? below.sheet : null;
    const before =
      old === null
        ? []
        : [[`Read what sheet ${number} still holds`, read(old, null)] as [string, () => void]];
    if (entry.change === 'deleted') return before;
    if (!isReadable(entry)) return [];
    const own: [string, () => void] = ['Read the file', read(this.#index, null)];
    return old === null ? [own] : [own, [`Compare with sheet ${number}`, read(this.#index, old)]];
  }
}

const NO_NUMBER = { number: null, stage: null };

function isReadable({ type }: LayerFile): boolean {
  return type === 'file' || type === 'hardlink';
}

function action(words: string, act: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button' }, words);
  button.addEventListener('click', act);
  return button;
}

const COLUMNS: readonly Column<LayerFile>[] = [
  { name: 'What', as: 'what', text: ({ entry, kept }) => (entry === null || !kept ? '' : shortWords(entry)) },
  { name: 'Size', as: 'size', text: sizeWords },
  {
    name: 'Mode',
    as: 'mode',
    text: ({ entry }) => (entry?.mode === undefined ? '' : modeWords(entry.mode)),
  },
  { name: 'Owner', as: 'owner', text: ({ entry }) => (entry === null ? '' : ownerWords(entry)) },
];

function sizeWords({ entry, bytes: size, shown }: TreeNode<LayerFile>): string {
  if (entry?.change === 'deleted' && shown.length === 0)
    return entry.type === 'whiteout' ? '' : `hides ${bytes(entry.size)}`;
  if (entry?.type === 'directory' && shown.length === 0) return '';
  return bytes(size);
}

function emptyWords(sheet: Sheet): string {
  return isEmpty(sheet)
    ? 'This layer changed nothing. It is stored all the same, and has a digest.'
    : 'There is no path in this layer.';
}

/** Why a sheet has no listing. */
function whyNone(sheet: Sheet): string {
  if (sheet.state === 'settings')
    return sheet.keyword === 'FROM'
      ? 'This line makes no sheet: it goes on from another stage, whose sheets lie below.'
      : `${sheet.keyword} makes no sheet: it changes settings of the image, and no files.`;
  if (sheet.layer !== null) return `The list of files of ${instructionOf(sheet)} has not come.`;
  return sheet.final
    ? 'Nothing is recorded of this sheet: there is no layer of it.'
    : 'Its files are known when the image is exported.';
}
