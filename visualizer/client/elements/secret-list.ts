import { make } from '../dom.ts';
import { faultsOf, valuesOf } from '../secrets.ts';
import { SecretRow } from './secret-row.ts';

/** Secrets for the next build. They are part of no draft, and gone with the page. */
export class SecretList extends HTMLElement {
  readonly #list = make('ul', { role: 'list' });
  readonly #add = make('button', { type: 'button', class: 'quiet' }, 'Add a secret');
  readonly #box = make('details', { class: 'secrets' });
  #rows: SecretRow[] = [];

  connectedCallback(): void {
    if (this.#box.isConnected) return;
    const note = make(
      'p',
      { class: 'note' },
      'A step reads one with ',
      make('code', {}, 'RUN --mount=type=secret,id=ID'),
      ' as ',
      make('code', {}, '/run/secrets/ID'),
      '. Values go with each build and are kept nowhere: they are gone when you leave this page.',
    );
    this.#box.append(make('summary', {}, 'Secrets'), note, this.#list, this.#add);
    this.append(this.#box);
    this.#add.addEventListener('click', () => this.#begin('').focus());
  }

  get values(): Record<string, string> {
    return valuesOf(this.#rows.map(({ secret }) => secret));
  }

  /** Ids whose values are to be given once more. */
  ask(ids: readonly string[]): void {
    for (const id of ids) this.#begin(id);
  }

  /** Whether all can be sent; else shows what is wrong and moves to the first. */
  complete(): boolean {
    const faults = faultsOf(this.#rows.map(({ secret }) => secret));
    for (const [at, row] of this.#rows.entries()) row.complain(faults[at] ?? null);
    const first = this.#rows[faults.findIndex((fault) => fault !== null)];
    this.#box.open ||= first !== undefined;
    first?.focus();
    return first === undefined;
  }

  #begin(id: string): SecretRow {
    const row = new SecretRow(id, () => this.#remove(row));
    this.#rows.push(row);
    this.#list.append(row.element);
    this.#box.open = true;
    return row;
  }

  #remove(row: SecretRow): void {
    this.#rows = this.#rows.filter((other) => other !== row);
    row.element.remove();
    this.#add.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'secret-list': SecretList;
  }
}
