import { make } from '../../dom.ts';
import type { Input } from '../../lab/exercise.ts';

/** What the learner types in words of their own; each becomes a file of the build. */
export class LabInputs extends HTMLElement {
  #fields: (readonly [Input, HTMLInputElement])[] = [];

  draw(inputs: readonly Input[]): void {
    this.#fields = inputs.map((input) => {
      const { id, placeholder, max_length } = input;
      const attributes = { id: `input-${id}`, type: 'text', placeholder, maxlength: String(max_length) };
      return [input, make('input', { ...attributes, autocomplete: 'off', spellcheck: 'false' })] as const;
    });
    const rows = this.#fields.map(([{ label }, field]) =>
      make('p', { class: 'lab-input' }, make('label', { for: field.id }, label), field),
    );
    this.replaceChildren(...rows);
    this.hidden = rows.length === 0;
  }

  /** What is typed, by the path it fills; a line each. */
  get files(): ReadonlyMap<string, string> {
    return new Map(this.#fields.map(([{ path }, field]) => [path, `${field.value}\n`]));
  }

  set files(files: ReadonlyMap<string, string>) {
    for (const [{ path }, field] of this.#fields) field.value = (files.get(path) ?? '').trimEnd();
  }

  /** The first that is still empty. */
  get empty(): HTMLInputElement | undefined {
    return this.#fields.find(([, field]) => field.value.trim() === '')?.[1];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lab-inputs': LabInputs;
  }
}
