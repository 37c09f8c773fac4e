import { make } from '../dom.ts';
import type { CodeEditor } from '../editor/code-editor.ts';
import { type LineGutter, type LinkedBy, tellLink } from '../gutter/line-gutter.ts';
import type { LineNote } from '../gutter/line-notes.ts';
import { noteAt, placed } from '../gutter/placing.ts';
import { t } from '../translate.ts';
import { say } from './live-region.ts';

const FEWEST_ROWS = 6;
const MOST_ROWS = 30;
/** Once the cursor rests, what the build says of its line is said aloud. */
const REST = 500;
export const KEYS = t('Tab leaves the editor. Ctrl+Enter builds.');
const NOTED = `${KEYS} ${t('Alt+Enter selects the sheet of the line and opens its log.')}`;

/**
 * The Dockerfile, with line numbers, marks on some lines and what the last build says of each. A plain text field
 * until somebody turns to it or there is something to say; then an editor takes its place, unless that cannot be
 * loaded.
 */
export class DockerfileField extends HTMLElement implements LineGutter {
  readonly #numbers = make('div', { class: 'gutter-numbers' });
  readonly #marks = make('div', { class: 'marks', 'aria-hidden': 'true' });
  readonly #fault = make('p', { class: 'fault', id: 'dockerfile-fault', hidden: '' });
  readonly #label = make('label', { for: 'dockerfile', class: 'unseen' }, 'Dockerfile');
  readonly #box = make('div', { class: 'code-field' });
  readonly #text = make('textarea', {
    id: 'dockerfile',
    wrap: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    'aria-describedby': 'dockerfile-fault',
  });
  #editor: CodeEditor | null = null;
  #loading: Promise<void> | null = null;
  /** Whether the text is being set by the page, not written. */
  #setting = false;
  #notes: readonly LineNote[] = [];
  #built = '';
  #linked: Record<LinkedBy, number | null> = { pointer: null, focus: null };
  #resting: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    if (this.#text.isConnected || this.#editor !== null) return;
    const gutter = make('div', { class: 'gutter', 'aria-hidden': 'true' }, this.#numbers);
    this.#box.append(gutter, make('div', { class: 'lines' }, this.#marks, this.#text));
    this.append(this.#label, this.#box, this.#fault);
    this.#text.addEventListener('input', () => this.#edited());
    this.#text.addEventListener('scroll', () => this.#followScroll());
    for (const turn of ['focusin', 'pointerenter']) {
      this.addEventListener(turn, () => {
        this.#loading ??= this.#load();
      });
    }
  }

  disconnectedCallback(): void {
    clearTimeout(this.#resting);
  }

  get value(): string {
    return this.#editor?.value ?? this.#text.value;
  }

  set value(dockerfile: string) {
    this.#setting = true;
    this.#text.value = dockerfile;
    if (this.#editor !== null) this.#editor.value = dockerfile;
    this.#setting = false;
    this.#fit();
    this.mark([], '');
    this.#place();
  }

  note(notes: readonly LineNote[], built: string): void {
    this.#notes = notes;
    this.#built = built;
    if (notes.length > 0) this.#loading ??= this.#load();
    this.#place();
  }

  link(step: number | null): void {
    const note = step === null ? undefined : this.#placed.find((one) => one.step === step);
    this.#editor?.link(step, note?.line ?? null);
  }

  /** Shows lines (from 1) as changed, until the next keystroke. */
  highlight(lines: readonly number[]): void {
    this.#bar(lines, 'mark changed');
    this.#editor?.mark(lines, 'changed');
  }

  /** Highlights lines (from 1) and says what is wrong with them. */
  mark(lines: readonly number[], fault: string): void {
    this.#bar(lines, 'mark');
    this.#editor?.mark(lines, 'faulty');
    for (const [index, row] of [...this.#numbers.children].entries()) {
      row.classList.toggle('marked', lines.includes(index + 1));
    }
    this.#fault.textContent = fault;
    this.#fault.hidden = fault === '';
    this.#text.removeAttribute('aria-invalid');
    if (fault !== '') this.#text.setAttribute('aria-invalid', 'true');
    this.#box.toggleAttribute('data-invalid', fault !== '');
    if (fault !== '') this.#ask();
  }

  /** Puts the cursor at the start of a line. */
  goTo(line: number): void {
    const before = this.value.split('\n').slice(0, line - 1);
    const start = before.reduce((length, text) => length + text.length + 1, 0);
    this.#ask();
    if (this.#editor !== null) this.#editor.focus(start);
    else {
      this.#text.focus();
      this.#text.setSelectionRange(start, start);
    }
  }

  /** To be shown, where it is one of several tabs. */
  #ask(): void {
    this.dispatchEvent(new CustomEvent('attention', { bubbles: true }));
  }

  async #load(): Promise<void> {
    try {
      const { CodeEditor } = await import('../editor/code-editor.ts');
      this.#replaceText(CodeEditor);
    } catch {
      // The plain text field stays.
    }
  }

  #replaceText(Editor: typeof CodeEditor): void {
    const { value: text, selectionStart, selectionEnd } = this.#text;
    const focused = document.activeElement === this.#text;
    const host = make('div', { class: 'editor' });
    this.#editor = new Editor(host.attachShadow({ mode: 'open' }), {
      text,
      label: 'Dockerfile',
      describedBy: NOTED,
      changed: () => this.#edited(),
      moved: (line) => this.#moved(line),
      hovered: (line) => this.#tell(line, 'pointer'),
      pressed: (line) => this.#press(line),
    });
    this.#place();
    this.#box.replaceChildren(host);
    this.#label.removeAttribute('for');
    if (focused) this.#editor.focus(selectionStart, selectionEnd);
  }

  /** The notes whose lines still say what was built. */
  get #placed(): readonly LineNote[] {
    return placed(this.#notes, this.#built, this.value);
  }

  #place(): void {
    this.#editor?.note(this.#placed);
  }

  #tell(line: number | null, by: LinkedBy): LineNote | undefined {
    const note = line === null ? undefined : noteAt(this.#placed, line);
    const step = note?.step ?? null;
    if (step === this.#linked[by]) return undefined;
    this.#linked[by] = step;
    tellLink(this, step, by);
    return note;
  }

  #moved(line: number | null): void {
    const note = this.#tell(line, 'focus');
    clearTimeout(this.#resting);
    if (note !== undefined) this.#resting = setTimeout(() => say(this, note.spoken), REST);
  }

  #press(line: number): void {
    const step = noteAt(this.#placed, line)?.step ?? null;
    if (step === null) return;
    this.dispatchEvent(new CustomEvent('step-press', { detail: { step }, bubbles: true }));
  }

  #bar(lines: readonly number[], name: string): void {
    const bars = lines.map((line) => {
      const bar = make('div', { class: name });
      bar.style.setProperty('--line', String(line - 1));
      return bar;
    });
    this.#marks.replaceChildren(...bars);
  }

  #edited(): void {
    if (this.#setting) return;
    this.#fit();
    this.mark([], '');
    this.#place();
    this.dispatchEvent(new CustomEvent('edit', { bubbles: true }));
  }

  #fit(): void {
    const lines = this.value.split('\n').length;
    this.#text.rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, lines));
    while (this.#numbers.childElementCount > lines) this.#numbers.lastElementChild?.remove();
    while (this.#numbers.childElementCount < lines) {
      this.#numbers.append(make('div', {}, String(this.#numbers.childElementCount + 1)));
    }
  }

  #followScroll(): void {
    const shift = `translateY(${-this.#text.scrollTop}px)`;
    this.#numbers.style.transform = shift;
    this.#marks.style.transform = shift;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dockerfile-field': DockerfileField;
  }
}
