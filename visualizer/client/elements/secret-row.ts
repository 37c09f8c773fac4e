import { make } from '../dom.ts';
import type { Secret, SecretFault } from '../secrets.ts';

let rows = 0;

/** One secret: its id, its value, which is not shown, and a button that removes it. */
export class SecretRow {
  readonly element: HTMLElement;
  readonly #id: HTMLInputElement;
  readonly #value: HTMLInputElement;
  readonly #fault: HTMLParagraphElement;

  constructor(id: string, remove: () => void) {
    const name = `secret-${rows++}`;
    const attributes = { spellcheck: 'false', autocapitalize: 'off', 'aria-describedby': `${name}-fault` };
    this.#id = make('input', { id: `${name}-id`, type: 'text', autocomplete: 'off', ...attributes });
    // A browser that is told `off` offers to keep it all the same.
    const hidden = { type: 'password', autocomplete: 'new-password' };
    this.#value = make('input', { id: `${name}-value`, ...hidden, ...attributes });
    this.#fault = make('p', { class: 'fault', id: `${name}-fault`, hidden: '' });
    const button = make('button', { type: 'button', class: 'quiet' }, 'Remove');
    this.#id.value = id;
    this.element = make(
      'li',
      { class: 'secret' },
      make('p', {}, make('label', { for: this.#id.id }, 'Id'), this.#id),
      make('p', {}, make('label', { for: this.#value.id }, 'Value'), this.#value),
      button,
      this.#fault,
    );
    const called = () => button.setAttribute('aria-label', `Remove secret ${this.#id.value || 'without id'}`);
    this.element.addEventListener('input', () => {
      called();
      this.complain(null);
    });
    button.addEventListener('click', remove);
    called();
  }

  get secret(): Secret {
    return { id: this.#id.value, value: this.#value.value };
  }

  complain(fault: SecretFault | null): void {
    this.#fault.textContent = fault?.message ?? '';
    this.#fault.hidden = fault === null;
    for (const [name, field] of [
      ['id', this.#id],
      ['value', this.#value],
    ] as const) {
      if (fault?.field === name) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    }
  }

  /** On what is wrong, or on what is to be written first. */
  focus(): void {
    const field = this.#value.hasAttribute('aria-invalid') ? this.#value : this.#id;
    field.focus();
  }
}
