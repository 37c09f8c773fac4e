import { make, setText } from '../dom.ts';
import { type Panel, TabStrip } from '../elements/tab-strip.ts';
import { bytes } from '../format.ts';
import type { Look, Subject } from '../stack/looks.ts';
import { hasFilm, isEmpty, type Sheet } from '../stack/sheets.ts';
import { fileWords, instructionOf, sheetNumber, sheetWords } from '../stack/words.ts';
import { FilesView } from './files-view.ts';
import { KeysView } from './keys-view.ts';
import { MergedView } from './merged-view.ts';
import { STYLES } from './styles.ts';
import { visible } from './visible.ts';
import { WasteView } from './waste-view.ts';

export interface LookingHooks {
  /** Is told the index of the sheet shown last. */
  closed(index: number): void;
  /** Null where there is no pile to find a path in. */
  find: ((path: string) => void) | null;
}

/** The window in which sheets are looked into. It lies over the page until it is closed. */
export class Looking {
  readonly #dialog = make('dialog', { 'aria-labelledby': 'looking-title' });
  readonly #title = make('h2', { id: 'looking-title', tabindex: '-1' });
  readonly #facts = make('p', { class: 'facts' });
  readonly #choice = make('select', { 'aria-label': 'Sheet' });
  readonly element = make('div', { class: 'looking' });
  readonly #files: FilesView;
  readonly #merged = new MergedView((index, path) => this.#open(index, path));
  readonly #waste = new WasteView((index, path) => this.#open(index, path));
  readonly #keys = new KeysView();
  readonly #strip = new TabStrip('Ways to look', () => void this.#draw());
  #subject: Subject | null = null;
  #index = 0;
  /** To be selected in the sheet that is opened. */
  #path: string | null = null;
  /** To be found through the sheets once the window is closed. */
  #sought: string | null = null;

  constructor(root: ShadowRoot, hooks: LookingHooks) {
    this.#files = new FilesView(hooks.find === null ? null : (path) => this.#find(path));
    const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
    close.addEventListener('click', () => this.#dialog.close());
    this.#choice.addEventListener('change', () => {
      this.#index = Number(this.#choice.value);
      void this.#draw();
    });
    this.#dialog.append(
      make('header', {}, make('div', {}, this.#title, this.#facts), close),
      make('div', { class: 'bar' }, this.#strip.tabs, this.#choice),
      this.#strip.panels,
    );
    this.#dialog.addEventListener('close', () => {
      hooks.closed(this.#index);
      if (this.#sought !== null) hooks.find?.(this.#sought);
      this.#sought = null;
    });
    const own = this.element.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    own.adoptedStyleSheets = [sheet];
    own.append(this.#dialog);
    root.append(this.element);
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  show(subject: Subject, look: Look): void {
    this.#index = Math.max(0, subject.selected);
    this.#take(subject);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#title.focus();
    this.#strip.draw(this.#panels, this.#panelOf(look));
  }

  refresh(subject: Subject): void {
    this.#take(subject);
    void this.#draw();
  }

  get #panels(): readonly Panel[] {
    return [this.#files, this.#merged, this.#waste, this.#keys];
  }

  #panelOf(look: Look): Panel {
    return { files: this.#files, merged: this.#merged, keys: this.#keys }[look];
  }

  #find(path: string): void {
    this.#sought = path;
    this.#dialog.close();
  }

  #open(index: number, path: string | null): void {
    this.#index = index;
    this.#path = path;
    this.#title.focus();
    this.#strip.show(this.#files);
  }

  #take(subject: Subject): void {
    this.#subject = subject;
    this.#index = Math.min(this.#index, subject.sheets.length - 1);
    const names = subject.sheets.map(nameOf);
    const known = [...this.#choice.options].map(({ text }) => text).toReversed();
    if (names.join('\n') === known.join('\n')) return;
    const options = names.map((name, index) => make('option', { value: `${index}` }, name));
    this.#choice.replaceChildren(...options.toReversed());
  }

  async #draw(): Promise<void> {
    const subject = this.#subject;
    const sheet = subject?.sheets[this.#index];
    if (subject === null || sheet === undefined) return;
    const { shown } = this.#strip;
    const one = shown === this.#files;
    this.#choice.hidden = !one;
    this.#choice.value = `${this.#index}`;
    this.#dialog.dataset.form = one ? sheet.state : '';
    setText(this.#title, one ? nameOf(sheet) : shown === this.#keys ? 'Keys' : 'All sheets together');
    this.#facts.hidden = !one;
    setText(this.#facts, factsOf(sheet));
    const waiting = this.#focused === this.#title;
    const path = this.#path;
    this.#path = null;
    if (shown === this.#keys) {
      if (waiting) this.#keys.focus();
      return;
    }
    if (shown === this.#waste) await this.#waste.show(subject);
    else if (shown === this.#merged) await this.#merged.show(subject);
    else await this.#files.show(subject, this.#index, path);
    if (!waiting || this.#focused !== this.#title || shown !== this.#strip.shown) return;
    if (shown === this.#files) this.#files.focus();
    else if (shown === this.#merged) this.#merged.focus();
  }

  get #focused(): Element | null {
    return (this.#dialog.getRootNode() as ShadowRoot).activeElement;
  }
}

function nameOf(sheet: Sheet): string {
  const number = sheetNumber(sheet);
  const kind = hasFilm(sheet) ? 'Sheet' : 'Step';
  const part = sheet.part === null ? '' : ` (${sheet.part.index} of ${sheet.part.of})`;
  return visible(`${number === '' ? '' : `${kind} ${number}: `}${instructionOf(sheet)}${part}`);
}

function factsOf(sheet: Sheet): string {
  const { layer, line } = sheet;
  const { word } = sheetWords(sheet);
  const place = line === null ? word : `line ${line} · ${word}`;
  if (layer === null || isEmpty(sheet)) return place;
  const sizes = `${bytes(layer.size)} compressed, ${bytes(layer.unpacked_size)} unpacked`;
  return [place, sizes, fileWords(layer.files)].filter(Boolean).join(' · ');
}
