import { deleteImage } from '../api.ts';
import { make } from '../dom.ts';
import { Refusal } from '../problem.ts';

/** The images that were read, each with a way to delete it: a learner keeps only so many. */
export class ImageList extends HTMLElement {
  readonly #said = make('p', { class: 'note', role: 'status', tabindex: '-1' });

  connectedCallback(): void {
    if (this.#said.isConnected) return;
    for (const row of this.querySelectorAll<HTMLElement>('[data-image]')) this.#offer(row);
    this.append(this.#said);
  }

  #offer(row: HTMLElement): HTMLElement {
    const button = make('button', { type: 'button', class: 'quiet' }, 'Delete');
    button.setAttribute('aria-label', `Delete ${nameOf(row)}`);
    button.addEventListener('click', () => this.#ask(row, button));
    row.append(button);
    return button;
  }

  /** An image cannot be had back but by sending it again, so one click is not enough. */
  #ask(row: HTMLElement, button: HTMLElement): void {
    const sure = make('button', { type: 'button' }, 'Delete for good');
    const keep = make('button', { type: 'button', class: 'quiet' }, 'Keep');
    const group = make('div', { class: 'sure', role: 'group', 'aria-label': `Delete ${nameOf(row)}?` });
    group.append(sure, keep);
    const giveUp = () => {
      group.remove();
      this.#offer(row).focus();
    };
    sure.addEventListener('click', () => void this.#delete(row, giveUp));
    keep.addEventListener('click', giveUp);
    group.addEventListener('keydown', (press) => {
      if (press.key === 'Escape') giveUp();
    });
    button.replaceWith(group);
    keep.focus();
  }

  async #delete(row: HTMLElement, giveUp: () => void): Promise<void> {
    try {
      await deleteImage(row.dataset.image ?? '');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#said.textContent = error.message;
      giveUp();
      return;
    }
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.#said.textContent = `${nameOf(row)} is deleted.`;
    row.remove();
    (next?.querySelector('button') ?? this.#said).focus();
  }
}

function nameOf(row: HTMLElement): string {
  return row.querySelector('a')?.textContent ?? '';
}
