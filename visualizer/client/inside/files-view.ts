import { make, setText } from '../dom.ts';
import { panelOf } from '../elements/tab-strip.ts';
import { bytes, count } from '../format.ts';
import { type LayerFile, plainPath } from '../stack/layer-file.ts';
import type { Subject } from '../stack/looks.ts';
import { isEmpty, type Sheet } from '../stack/sheets.ts';
import { inSlices } from '../stack/slices.ts';
import { instructionOf } from '../stack/words.ts';
import { modeWords, ownerWords, shortWords } from './change-words.ts';
import { fileDetail } from './file-detail.ts';
import { FileFilter } from './file-filter.ts';
import { countKinds, kindOf, storedBytes } from './file-kind.ts';
import { type Below, filesBelow } from './files-below.ts';
import { firstOpen, SheetTree, type TreeNode } from './sheet-tree.ts';
import { type Column, TreeGrid } from './tree-grid.ts';

/** How many rows a first look shows, and up to how many found paths are all shown. */
const FIRST_ROWS = 40;
const FOUND_ROWS = 200;
type Node = TreeNode<LayerFile>;

/** What one sheet adds, changes and hides, as a tree. */
export class FilesView {
  readonly element = make('div', { class: 'files' });
  readonly tab = panelOf(this.element, 'files-panel').tab;
  readonly #filter = new FileFilter(() => void this.#arrange());
  readonly #status = make('p', { class: 'status', role: 'status' });
  readonly #empty = make('p', { class: 'empty', hidden: '' });
  readonly #grid = new TreeGrid<LayerFile>(
    'Files of this sheet',
    { columns: COLUMNS, kind: kindOfNode, share: (node) => this.#share(node) },
    (node) => this.#tell(node),
    (node) => this.#tell(node),
  );
  readonly #detail = make('section', {
    class: 'detail',
    tabindex: '0',
    'aria-label': 'Details of the selected path',
  });
  readonly #around = make('div', { class: 'around' }, this.#grid.element, this.#detail);
  #tree = new SheetTree<LayerFile>();
  #files: readonly LayerFile[] | null = null;
  #below: ReadonlyMap<string, Below> = new Map();
  #lower: readonly Sheet[] = [];
  #abort = new AbortController();

  constructor() {
    this.tab.textContent = 'Files';
    this.element.append(this.#filter.element, this.#status, this.#empty, this.#around);
  }

  /** Whether the tree is ready and has the focus now. */
  focus(): boolean {
    if (this.#around.hidden || this.#grid.length === 0) return false;
    this.#grid.focus();
    return true;
  }

  /** Null while what was begun was given up for something else. */
  async show(subject: Subject, index: number): Promise<void> {
    const files = subject.files[index] ?? null;
    const sheet = subject.sheets[index];
    if (sheet === undefined || (files === this.#files && files !== null)) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#files = files;
    this.#detail.replaceChildren();
    const none = files === null ? whyNone(sheet) : files.length === 0 ? emptyWords(sheet) : '';
    this.#say(none);
    if (files === null || none !== '') return;
    this.#filter.begin(countKinds(files));
    setText(this.#status, 'Sorting the paths…');
    this.#lower = subject.sheets.slice(0, index);
    const lower = subject.files.slice(0, index).map((one) => one ?? []);
    const tree = new SheetTree<LayerFile>();
    const grown = await inSlices(grow(tree, files, lower), signal);
    if (grown === null) return;
    this.#tree = tree;
    this.#below = grown;
    await this.#arrange();
  }

  async #arrange(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const { search, kinds, order } = this.#filter.wanted;
    const keeps = (file: LayerFile) =>
      file.path !== '' &&
      kinds.has(kindOf(file)) &&
      (search === '' || file.path.toLowerCase().includes(search));
    const work = this.#tree.arrange({ keeps, bytesOf: storedBytes, order });
    await inSlices(work, signal);
    if (signal.aborted) return;
    const { root } = this.#tree;
    this.#tellCount(root);
    const all = root.count <= FOUND_ROWS && search !== '';
    const open = firstOpen(root, FIRST_ROWS);
    this.#around.hidden = root.count === 0;
    this.#grid.show(root, ({ path }) => all || open.has(path));
  }

  #tellCount(root: Node): void {
    const found = `${count(root.count, 'path')}, ${bytes(root.bytes)} of content.`;
    this.#empty.hidden = root.count > 0;
    if (root.count > 0) {
      const of = this.#filter.isNarrowed ? ` of ${(this.#files ?? []).length.toLocaleString('en')}` : '';
      setText(this.#status, of === '' ? found : found.replace(/ paths?,/, `${of} paths,`));
      return;
    }
    setText(this.#status, '');
    const again = make('button', { type: 'button' }, 'Show all');
    again.addEventListener('click', () => {
      this.#filter.showAll();
      void this.#arrange().then(() => this.focus());
    });
    this.#empty.replaceChildren('No path of this sheet is like that. ', again);
  }

  #say(none: string): void {
    this.#empty.hidden = none === '';
    this.#empty.replaceChildren(none);
    for (const part of [this.#filter.element, this.#status, this.#around]) part.hidden = none !== '';
  }

  #share(node: Node): number {
    const { bytes: whole } = this.#tree.root;
    return whole === 0 ? 0 : node.bytes / whole;
  }

  #tell(node: Node): void {
    const found = this.#below.get(node.path);
    const before = found === undefined ? null : { file: found.file, sheet: this.#lower[found.sheet] };
    this.#detail.replaceChildren(...fileDetail({ node, before }));
  }
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

function sizeWords({ entry, bytes: size, shown }: Node): string {
  if (entry?.change === 'deleted' && shown.length === 0)
    return entry.type === 'whiteout' ? '' : `hides ${bytes(entry.size)}`;
  if (entry?.type === 'directory' && shown.length === 0) return '';
  return bytes(size);
}

function kindOfNode({ entry, kept }: Node): string {
  return entry === null || !kept ? 'around' : kindOf(entry);
}

function* grow(
  tree: SheetTree<LayerFile>,
  files: readonly LayerFile[],
  lower: readonly (readonly LayerFile[])[],
): Generator<void, ReadonlyMap<string, Below>> {
  yield* tree.grow(files.map((file) => ({ ...file, path: plainPath(file.path) })));
  return yield* filesBelow(files, lower);
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
