import { make } from '../dom.ts';
import { type LineGutter, tellLink } from '../gutter/line-gutter.ts';
import type { LineNote } from '../gutter/line-notes.ts';
import { noteWords } from '../gutter/note-words.ts';
import { glyph } from './glyph.ts';

/** A Dockerfile to be read: each step's lines, and below them what the build says, as a button for its sheet and log. */
export class DockerfileListing extends HTMLElement implements LineGutter {
  readonly #list = make('ol', { role: 'list' });
  #lines: readonly string[] = [];
  #groups = new Map<number, HTMLLIElement>();

  connectedCallback(): void {
    if (this.#list.isConnected) return;
    for (const [name, value] of [
      ['role', 'region'],
      ['aria-label', 'Dockerfile'],
      ['tabindex', '0'],
    ] as const) {
      this.setAttribute(name, value);
    }
    this.append(this.#list);
    this.addEventListener('pointerover', ({ target }) => this.#tell(target, 'pointer'));
    this.addEventListener('pointerleave', () => tellLink(this, null, 'pointer'));
    this.addEventListener('focusin', ({ target }) => this.#tell(target, 'focus'));
    this.addEventListener('focusout', () => tellLink(this, null, 'focus'));
  }

  set text(dockerfile: string) {
    this.#lines = dockerfile.trimEnd().split('\n');
    this.note([]);
  }

  note(notes: readonly LineNote[]): void {
    const focused = [...this.#groups].find(([, group]) => group.contains(document.activeElement))?.[0];
    this.#groups.clear();
    const rows: HTMLElement[] = [];
    for (let line = 1; line <= this.#lines.length; line += 1) {
      const note = notes.find((one) => one.line === line);
      rows.push(note === undefined ? this.#group([line]) : this.#noted(note));
      line = note?.endLine ?? line;
    }
    this.#list.replaceChildren(...rows);
    if (focused !== undefined) this.#groups.get(focused)?.querySelector('button')?.focus();
  }

  link(step: number | null): void {
    for (const [own, group] of this.#groups) group.classList.toggle('linked', own === step);
  }

  goTo(line: number): void {
    const rows = [...this.#list.children];
    const row = rows.findLast((one) => Number((one as HTMLElement).dataset.line) <= line);
    const button = row?.querySelector('button');
    (button ?? this).focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  #group(lines: readonly number[]): HTMLLIElement {
    const code = lines.map((line) =>
      make(
        'div',
        { class: 'code-line', 'data-number': `${line}` },
        make('code', {}, this.#lines[line - 1] ?? ''),
      ),
    );
    return make('li', { 'data-line': `${lines[0]}` }, ...code);
  }

  #noted(note: LineNote): HTMLLIElement {
    const last = Math.min(note.endLine, this.#lines.length);
    const group = this.#group(
      Array.from({ length: last - note.line + 1 }, (_, offset) => note.line + offset),
    );
    group.dataset.form = note.form;
    const { step } = note;
    if (step === null) {
      group.append(make('div', { class: 'step-note' }, ...noteWords(note)));
      return group;
    }
    const words = make('button', { type: 'button', class: 'step-note', 'aria-label': note.spoken });
    if (note.form !== 'lint') words.append(glyph(note.form));
    words.append(...noteWords(note));
    words.addEventListener('click', () => {
      this.dispatchEvent(new CustomEvent('step-press', { detail: { step }, bubbles: true }));
    });
    group.append(words);
    this.#groups.set(step, group);
    return group;
  }

  #tell(target: EventTarget | null, by: 'pointer' | 'focus'): void {
    const found = [...this.#groups].find(([, group]) => group.contains(target as Node));
    tellLink(this, found?.[0] ?? null, by);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dockerfile-listing': DockerfileListing;
  }
}
