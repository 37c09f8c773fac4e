import type { LayerState } from '../build-state.ts';
import { make, setText } from '../dom.ts';
import { bytes } from '../format.ts';
import { findFile } from '../lab/tar.ts';
import { type LayerFile, plainPath } from '../stack/layer-file.ts';
import type { Subject } from '../stack/looks.ts';
import { instructionOf, sheetNumber } from '../stack/words.ts';
import { coreOf } from './core-sample.ts';
import { type DiffLine, differences } from './difference.ts';
import { COMPARED_BYTES, hexDump, shownLines, TEXT_BYTES, textOf } from './file-text.ts';
import { LayerTars } from './layer-tars.ts';
import { visible } from './visible.ts';

/** A sheet that holds the file, by its place in the pile. */
interface Holder {
  sheet: number;
  file: LayerFile;
  layer: LayerState;
}

interface Content {
  bytes: Uint8Array;
  words: string;
  /** Whether the blob is the layer's; null where the browser may not hash. */
  checked: boolean | null;
}

/** Reads a file as it lies in a layer's blob, and compares it with what another layer has at the same path. */
export class Reader {
  readonly element = make('section', {
    class: 'reader',
    hidden: '',
    'aria-label': 'A file as a layer holds it',
  });
  readonly #title = make('h3', { tabindex: '-1' });
  readonly #facts = make('p', { class: 'facts', role: 'status' });
  readonly #against = make('select', { 'aria-label': 'Compare with' });
  readonly #content = make('div', { class: 'content' });
  readonly #tars = new LayerTars();
  #subject: Subject | null = null;
  #path = '';
  #holders: readonly Holder[] = [];
  #own = -1;
  #asked = 0;

  /** `back` is called when the reader is left. */
  constructor(back: () => void) {
    const leave = make('button', { type: 'button' }, 'Back to the paths');
    const go = () => {
      this.element.hidden = true;
      back();
    };
    leave.addEventListener('click', go);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      go();
    });
    this.#against.addEventListener('change', () => void this.#read());
    const bar = make('div', { class: 'actions' }, leave, this.#against);
    this.element.append(bar, this.#title, this.#facts, this.#content);
  }

  /** The file as the sheet holds it, beside what the sheet `against` has where that is given. */
  show(subject: Subject, path: string, sheet: number, against: number | null): void {
    this.#subject = subject;
    this.#path = path;
    this.#own = sheet;
    this.#holders = holdersOf(subject, path);
    const others = this.#holders.filter((one) => one.sheet !== sheet);
    const options = others.map((one) =>
      make('option', { value: `${one.sheet}` }, `Compare with ${this.#name(one.sheet)}`),
    );
    this.#against.replaceChildren(make('option', { value: '' }, 'Compare with nothing'), ...options);
    this.#against.value = against === null ? '' : `${against}`;
    this.#against.hidden = others.length === 0;
    this.element.hidden = false;
    setText(this.#title, visible(`/${path}`));
    this.#title.focus();
    void this.#read();
  }

  #name(index: number): string {
    const sheet = this.#subject?.sheets[index];
    if (sheet === undefined) return '';
    const number = sheetNumber(sheet);
    return visible(number === '' ? instructionOf(sheet) : `sheet ${number}`);
  }

  async #read(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    setText(this.#facts, 'The browser fetches the layer…');
    this.#content.replaceChildren();
    const shown = await this.#shown().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      return { facts: `It cannot be read: ${reason}`, content: [] };
    });
    if (asked !== this.#asked) return;
    setText(this.#facts, shown.facts);
    this.#content.replaceChildren(...shown.content);
  }

  async #shown(): Promise<{ facts: string; content: readonly Node[] }> {
    const own = await this.#contentOf(this.#own);
    if (this.#against.value === '')
      return { facts: `${own.words}. ${checkWords([own])}`, content: alone(own.bytes, this.#path) };
    const other = Number(this.#against.value);
    // Read from the lower sheet to the higher: what was, and what became of it.
    const [below, above] =
      other < this.#own ? [await this.#contentOf(other), own] : [own, await this.#contentOf(other)];
    const facts = `From ${this.#name(Math.min(other, this.#own))} to ${this.#name(Math.max(other, this.#own))}: ${below.words}, ${above.words}. ${checkWords([below, above])}`;
    return { facts, content: compared(below.bytes, above.bytes, this.#path) };
  }

  async #contentOf(sheet: number): Promise<Content> {
    const resource = this.#subject?.resource ?? null;
    const holder = this.#holders.find((one) => one.sheet === sheet);
    if (resource === null || holder === undefined) throw new Error('There is no blob to read it from.');
    const { tar, computed } = await this.#tars.of(resource, holder.layer);
    const { type, target } = holder.file;
    const found =
      findFile(tar, this.#path) ?? (type === 'hardlink' ? findFile(tar, plainPath(target ?? '')) : null);
    if (found === null) throw new Error(`The blob of ${this.#name(sheet)} has no file of that name.`);
    const checked = computed === null ? null : computed === holder.layer.digest;
    return { bytes: found, words: `${bytes(found.length)} in ${this.#name(sheet)}`, checked };
  }
}

/** What the reading of blobs is worth. */
function checkWords(read: readonly Content[]): string {
  if (read.some(({ checked }) => checked === false))
    return 'NOT the layer’s own bytes: the sha256 of what came is not its digest.';
  if (read.some(({ checked }) => checked === null))
    return 'Not verified: this connection is not secure, so the browser cannot hash.';
  return read.length === 1
    ? 'Verified: the blob’s sha256, computed here, is the layer’s digest.'
    : 'Verified: the sha256 of both blobs, computed here, are the layers’ digests.';
}

/** Files only: folders and links have no content of their own. */
function holdersOf({ files, sheets }: Subject, path: string): Holder[] {
  const listings = files.map((one) => one ?? []);
  return coreOf(listings, path).flatMap(({ sheet, what, file }) => {
    const layer = sheets[sheet]?.layer ?? null;
    const readable = what !== 'tape' && layer !== null && ['file', 'hardlink'].includes(file.type);
    return readable ? [{ sheet, file, layer }] : [];
  });
}

function alone(content: Uint8Array, path: string): readonly Node[] {
  const text = textOf(content, TEXT_BYTES);
  if (content.length === 0) return [make('p', {}, 'The file is empty.')];
  if (text === null)
    return [make('p', {}, 'It is binary. Its first bytes:'), listing(path, [hexDump(content)])];
  const { lines, whole } = shownLines(text);
  const all = whole && content.length <= TEXT_BYTES;
  const rest = all
    ? []
    : [make('p', { class: 'facts' }, `This is its beginning; the file has ${bytes(content.length)}.`)];
  return [listing(path, [lines.join('\n')]), ...rest];
}

function compared(before: Uint8Array, after: Uint8Array, path: string): readonly Node[] {
  const say = (words: string) => [make('p', {}, words)];
  if (sameBytes(before, after)) return say('Both have the very same content.');
  if (Math.max(before.length, after.length) > COMPARED_BYTES)
    return say(`They differ. At most ${bytes(COMPARED_BYTES)} are compared line by line.`);
  const [from, to] = [textOf(before, COMPARED_BYTES), textOf(after, COMPARED_BYTES)];
  if (from === null || to === null) return say('They differ, and are binary: there are no lines to compare.');
  const lines = differences(from, to);
  if (lines === null) return say('They differ in so many lines that a comparison tells nothing.');
  return [listing(path, lines.map(diffLine))];
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const SIGNS = { same: ' ', removed: '−', added: '+', gap: ' ' } as const;

function diffLine({ what, text }: DiffLine): Node {
  const tag = what === 'removed' ? 'del' : what === 'added' ? 'ins' : 'span';
  return make(tag, { class: `line-${what}` }, `${SIGNS[what]} ${text}\n`);
}

function listing(path: string, content: readonly (Node | string)[]): HTMLElement {
  const name = visible(`Content of /${path}`);
  return make('pre', { tabindex: '0', role: 'region', 'aria-label': name }, ...content);
}
