import { make } from '../dom.ts';

const FEWEST_ROWS = 6;
const MOST_ROWS = 30;

/** The Dockerfile in a plain text field with line numbers; some lines may be marked as at fault. */
export class DockerfileField extends HTMLElement {
  readonly #numbers = make('div', { class: 'gutter-numbers' });
  readonly #marks = make('div', { class: 'marks', 'aria-hidden': 'true' });
  readonly #fault = make('p', { class: 'fault', id: 'dockerfile-fault', hidden: '' });
  readonly #text = make('textarea', {
    id: 'dockerfile',
    wrap: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    'aria-describedby': 'dockerfile-fault',
  });

  connectedCallback(): void {
    if (this.#text.isConnected) return;
    const gutter = make('div', { class: 'gutter', 'aria-hidden': 'true' }, this.#numbers);
    this.append(
      make('label', { for: 'dockerfile' }, 'Dockerfile'),
      make('div', { class: 'code-field' }, gutter, make('div', { class: 'lines' }, this.#marks, this.#text)),
      this.#fault,
    );
    this.#text.addEventListener('input', () => this.#edited());
    this.#text.addEventListener('scroll', () => this.#followScroll());
  }

  get value(): string {
    return this.#text.value;
  }

  set value(dockerfile: string) {
    this.#text.value = dockerfile;
    this.#fit();
    this.mark([], '');
  }

  /** Shows lines (from 1) as changed, until the next keystroke. */
  highlight(lines: readonly number[]): void {
    this.#bar(lines, 'mark changed');
  }

  #bar(lines: readonly number[], name: string): void {
    const bars = lines.map((line) => {
      const bar = make('div', { class: name });
      bar.style.setProperty('--line', String(line - 1));
      return bar;
    });
    this.#marks.replaceChildren(...bars);
  }

  /** Highlights lines (from 1) and says what is wrong with them. */
  mark(lines: readonly number[], fault: string): void {
    this.#bar(lines, 'mark');
    for (const [index, row] of [...this.#numbers.children].entries()) {
      row.classList.toggle('marked', lines.includes(index + 1));
    }
    this.#fault.textContent = fault;
    this.#fault.hidden = fault === '';
    this.#text.toggleAttribute('aria-invalid', false);
    if (fault !== '') this.#text.setAttribute('aria-invalid', 'true');
  }

  /** Puts the cursor at the start of a line. */
  goTo(line: number): void {
    const before = this.value.split('\n').slice(0, line - 1);
    const start = before.reduce((length, text) => length + text.length + 1, 0);
    this.#text.focus();
    this.#text.setSelectionRange(start, start);
  }

  #edited(): void {
    this.#fit();
    this.mark([], '');
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
