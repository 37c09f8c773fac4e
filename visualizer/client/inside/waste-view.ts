import { read } from '../api.ts';
import { make } from '../dom.ts';
import { panelOf } from '../elements/tab-strip.ts';
import { bytes, count } from '../format.ts';
import type { Subject } from '../stack/looks.ts';
import { inSlices } from '../stack/slices.ts';
import { mergeListings } from './merged.ts';
import { type OpenSheet, sheetLink } from './sheet-link.ts';
import { type Unseen, unseenOf } from './unseen.ts';
import { visible } from './visible.ts';
import { parseWaste, type Waste } from './waste.ts';

const SHOWN = 100;
const DIVE =
  'That tool counts otherwise: every copy of a path that more than one sheet holds or deletes, the last one included, and no folder that went as a whole.';

/** What is stored and never seen, which sheets it comes from, and what dive says of it. */
export class WasteView {
  readonly element = make('div', { class: 'waste' });
  readonly tab = panelOf(this.element, 'waste-panel').tab;
  #subject: Subject | null = null;

  constructor(readonly open: OpenSheet) {
    this.tab.textContent = 'Stored, not seen';
  }

  async show(subject: Subject): Promise<void> {
    const before = this.#subject;
    this.#subject = subject;
    if (before?.resource === subject.resource && sameFiles(before, subject)) return;
    this.element.replaceChildren(make('p', { role: 'status' }, 'Adding it up…'));
    const never = new AbortController().signal;
    const merged = await inSlices(mergeListings(subject.files.map((one) => one ?? [])), never);
    const unseen = merged && (await inSlices(unseenOf(merged), never));
    if (merged === null || unseen === null || this.#subject !== subject) return;
    const size = merged.reduce((sum, one) => sum + one.unseen + (one.gone === null ? one.file.size : 0), 0);
    this.element.replaceChildren(...this.#unseen(unseen, size, subject));
    if (subject.resource !== null && !subject.resource.includes('/stages/'))
      this.element.append(await this.#dive(subject.resource, subject));
  }

  #unseen(unseen: readonly Unseen[], size: number, subject: Subject): HTMLElement[] {
    const total = unseen.reduce((sum, one) => sum + one.bytes, 0);
    if (total === 0) return [make('h3', {}, 'Every byte that is stored is seen.')];
    const rows = unseen.slice(0, SHOWN).map(({ path, bytes: stored, files, holders, gone, from }) => {
      const note = files === 1 ? '' : count(files, 'file');
      const hidden =
        gone === null
          ? ['a newer copy in ', this.#link(from, path, subject)]
          : [this.#link(gone, path, subject)];
      const links = holders.filter((one) => one !== from).map((one) => this.#link(one, path, subject));
      return row(
        path,
        stored,
        total,
        [
          ['Stored in', links],
          ['Hidden by', hidden],
        ],
        note,
      );
    });
    return [
      make('h3', {}, `${bytes(total)} of ${bytes(size)} are stored and never seen.`),
      table(['Path', 'Bytes', 'Stored in', 'Hidden by'], rows, unseen.length),
    ];
  }

  async #dive(resource: string, subject: Subject): Promise<HTMLElement> {
    try {
      const { wasted, size, efficiency, paths } = parseWaste(await read(`/api/${resource}/waste`));
      const percent = `${(efficiency * 100).toFixed(1).replace(/\.0$/, '')} %`;
      const told = `What dive says: ${bytes(wasted)} of ${bytes(size)}, an efficiency of ${percent}`;
      const rows = paths.map((one) => this.#diveRow(one, wasted, subject));
      const list = rows.length === 0 ? [] : [table(['Path', 'Bytes', 'By sheets'], rows, rows.length)];
      return make('details', {}, make('summary', {}, told), make('p', { class: 'facts' }, DIVE), ...list);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return make('p', { role: 'alert' }, `What dive says of it could not be had: ${reason}`);
    }
  }

  #diveRow({ path, size, layers }: Waste['paths'][number], wasted: number, subject: Subject): HTMLElement {
    const links = layers.map((layer) => {
      const index = subject.sheets.findIndex((sheet) => sheet.layer?.index === layer);
      return this.#link(index, path, subject);
    });
    return row(path, size, wasted, [['By sheets', links]]);
  }

  #link(index: number | null, path: string, { sheets }: Subject): Node | string {
    const sheet = sheets[index ?? -1];
    return sheet === undefined ? '' : sheetLink(sheet, () => this.open(index ?? 0, path));
  }
}

function sameFiles(a: Subject, b: Subject): boolean {
  return a.files.length === b.files.length && a.files.every((one, index) => one === b.files[index]);
}

/** Roles as well as elements: on a narrow page the rows are no table any more for the style. */
function table(heads: readonly string[], rows: readonly HTMLElement[], of: number): HTMLElement {
  const words =
    of > rows.length ? `The largest ${rows.length} of ${of.toLocaleString('en')}` : 'The largest first';
  const names = heads.map((name) => make('th', { scope: 'col', role: 'columnheader' }, name));
  return make(
    'table',
    { role: 'table' },
    make('caption', {}, words),
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...names)),
    make('tbody', { role: 'rowgroup' }, ...rows),
  );
}

function row(
  path: string,
  size: number,
  whole: number,
  cells: readonly (readonly [string, readonly (Node | string)[]])[],
  note = '',
): HTMLElement {
  const stored = make('td', { class: 'size', role: 'cell' }, bytes(size));
  stored.style.setProperty('--share', `${((size / Math.max(1, whole)) * 100).toFixed(1)}%`);
  const name = make(
    'th',
    { scope: 'row', role: 'rowheader' },
    make('code', {}, visible(`/${path}`)),
    note && ` ${note}`,
  );
  return make(
    'tr',
    { role: 'row' },
    name,
    stored,
    ...cells.map(([heading, cell]) => make('td', { role: 'cell', 'data-name': heading }, ...cell)),
  );
}
