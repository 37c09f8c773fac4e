import { deleteImage } from '../api.ts';
import { make } from '../dom.ts';
import { Refusal } from '../problem.ts';

/** The images that were read, each with a way to delete it: a learner keeps only so many. */
export class ImageList extends HTMLElement {
  readonly #said = make('p', { class: 'note', role: 'status' });

  connectedCallback(): void {
    if (this.#said.isConnected) return;
    for (const row of this.querySelectorAll<HTMLElement>('[data-image]')) this.#offer(row);
    this.append(this.#said);
  }

  #offer(row: HTMLElement): void {
    const name = row.querySelector('a')?.textContent ?? '';
    const button = make(
      'button',
      { type: 'button', class: 'quiet', 'aria-label': `Delete ${name}` },
      'Delete',
    );
    button.addEventListener('click', () => void this.#delete(row, name));
    row.append(button);
  }

  async #delete(row: HTMLElement, name: string): Promise<void> {
    try {
      await deleteImage(row.dataset.image ?? '');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#said.textContent = error.message;
      return;
    }
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.#said.textContent = `${name} is deleted.`;
    next?.querySelector('button')?.focus();
  }
}
