import { make, setText } from '../dom.ts';
import { plainPath } from '../stack/layer-file.ts';
import type { Subject } from '../stack/looks.ts';
import { inSlices } from '../stack/slices.ts';
import type { Scene } from '../stack/stage.ts';
import { instructionOf, sheetNumber } from '../stack/words.ts';
import { type CoreLine, coreOf, pathsLike } from './core-sample.ts';
import { CORE_STYLES } from './core-styles.ts';
import { coreWords, lineWords } from './core-words.ts';
import { pinThrough } from './pin.ts';
import { visible } from './visible.ts';

const OFFERED = 8;

export interface CoreHooks {
  /** Draws over the pile until it is taken back by null. */
  pin(draw: ((g: CanvasRenderingContext2D, scene: Scene) => void) | null): void;
  /** Selects a sheet. */
  choose(index: number): void;
  /** The panel is not wanted any more. */
  leave(): void;
}

/** A core sample: one path through all sheets, as a pin through the pile and as a list. */
export class CorePanel {
  readonly element = make('section', { class: 'core', 'aria-label': 'Find a path through the sheets' });
  readonly #field = make('input', {
    type: 'text',
    'aria-label': 'Path',
    placeholder: 'etc/passwd',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #offers = make('ul', { class: 'offers', 'aria-label': 'Paths like it', role: 'list' });
  readonly #told = make('p', { role: 'status' });
  readonly #lines = make('ol', { class: 'lines', 'aria-label': 'From the top', role: 'list' });
  #subject: Subject | null = null;
  #paths: readonly string[] = [];
  #known: Subject['files'] = [];

  constructor(
    root: ShadowRoot,
    readonly hooks: CoreHooks,
  ) {
    const styles = new CSSStyleSheet();
    styles.replaceSync(CORE_STYLES);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles];
    const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
    close.addEventListener('click', () => this.#leave());
    const title = make('h3', {}, 'Find a path');
    this.element.append(make('div', { class: 'core-head' }, title, close));
    this.element.append(this.#field, this.#offers, this.#told, this.#lines);
    this.#field.addEventListener('input', () => this.#offer());
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  async show(subject: Subject, path: string | null): Promise<void> {
    this.#subject = subject;
    if (path !== null) this.#field.value = `/${path}`;
    this.#field.focus();
    this.#field.select();
    await this.#read(subject);
    if (this.#field.value !== '') this.#offer();
  }

  /** The pile has changed under the pin. */
  async refresh(subject: Subject): Promise<void> {
    const same = subject.files.every((one, index) => one === this.#known[index]);
    this.#subject = subject;
    if (same && subject.files.length === this.#known.length) return;
    await this.#read(subject);
    this.#offer();
  }

  async #read(subject: Subject): Promise<void> {
    if (subject.files === this.#known) return;
    this.#known = subject.files;
    const paths = await inSlices(pathsOf(subject.files), new AbortController().signal);
    if (paths !== null && subject.files === this.#known) this.#paths = paths;
  }

  get #wanted(): string {
    return plainPath(this.#field.value.trim());
  }

  #offer(): void {
    const wanted = this.#wanted;
    const exact = this.#paths.includes(wanted);
    const { found, of } =
      wanted === '' || exact ? { found: [], of: 0 } : pathsLike(this.#paths, wanted, OFFERED);
    this.#offers.replaceChildren(...found.map((path) => make('li', {}, this.#offerButton(path))));
    if (exact) this.#take(wanted);
    else this.#untake(wanted, found.length, of);
  }

  #untake(wanted: string, found: number, of: number): void {
    this.#lines.replaceChildren();
    this.hooks.pin(null);
    const more = of > found ? `The best ${found} of ${of.toLocaleString('en')} paths like it.` : '';
    setText(this.#told, wanted === '' ? '' : of === 0 ? 'No sheet has such a path.' : more);
  }

  #offerButton(path: string): HTMLButtonElement {
    const button = make('button', { type: 'button', class: 'offer' }, make('code', {}, visible(`/${path}`)));
    button.addEventListener('click', () => {
      this.#field.value = `/${path}`;
      this.#field.focus();
      this.#offer();
    });
    return button;
  }

  #take(path: string): void {
    const { files } = this.#subject ?? { files: [] };
    const lines = coreOf(
      files.map((one) => one ?? []),
      path,
    );
    setText(
      this.#told,
      coreWords(lines, (sheet) => this.#name(sheet).toLowerCase()),
    );
    this.#lines.replaceChildren(...lines.map((line) => this.#line(line, path)));
    this.hooks.pin(pinThrough(path, lines));
  }

  #line(line: CoreLine, path: string): HTMLElement {
    const button = make('button', { type: 'button' }, this.#name(line.sheet));
    button.addEventListener('click', () => this.hooks.choose(line.sheet));
    const mark = make('i', { class: 'bead', 'aria-hidden': 'true' });
    return make('li', { 'data-what': line.what }, mark, button, make('span', {}, lineWords(line, path)));
  }

  #name(index: number): string {
    const sheet = this.#subject?.sheets[index];
    if (sheet === undefined) return '';
    const number = sheetNumber(sheet);
    return visible(number === '' ? instructionOf(sheet) : `Sheet ${number}`);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#leave();
    else if (event.key === 'Enter' && event.target === this.#field)
      this.#offers.querySelector('button')?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #leave(): void {
    this.hooks.pin(null);
    this.hooks.leave();
  }
}

function* pathsOf(files: Subject['files']): Generator<void, readonly string[]> {
  const paths = new Set<string>();
  for (const own of files) {
    for (const [index, { path }] of (own ?? []).entries()) {
      const plain = plainPath(path);
      if (plain !== '') paths.add(plain);
      if (index % 1000 === 999) yield;
    }
  }
  return [...paths];
}
