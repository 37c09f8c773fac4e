import { make, setText } from '../dom.ts';
import { copy } from '../elements/copy-button.ts';
import type { Run } from '../run.ts';
import type { LayerStack } from '../stack/layer-stack.ts';
import { summaryWords } from '../summary-words.ts';
import { markdownOf } from './markdown.ts';

/** Where the moment and the sheet shown are found again, and by whom. */
export interface Place {
  url: string;
  note: string;
}

/** What one may take along of a build: a link to what is shown, a picture, a table as text, paper. */
export class TakeAlong extends HTMLElement {
  place = (): Place => ({ url: location.href, note: '' });
  readonly #note = make('p', { class: 'note', role: 'status' });
  #run: Run | null = null;
  #stack: LayerStack | null = null;

  connectedCallback(): void {
    if (this.#note.isConnected) return;
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', 'Take it along');
    this.append(
      this.#button('Copy a link to this', () => this.#link()),
      this.#button('Copy as text', () => this.#text()),
      this.#button('Save as PNG', () => this.#picture()),
      this.#button('Print', async () => window.print()),
      this.#note,
    );
  }

  draw(run: Run, stack: LayerStack): void {
    this.hidden = stack.hidden;
    if (run !== this.#run) setText(this.#note, '');
    this.#run = run;
    this.#stack = stack;
  }

  #button(words: string, act: () => Promise<void>): HTMLButtonElement {
    const button = make('button', { type: 'button' }, words);
    button.addEventListener('click', async () => {
      try {
        await act();
      } catch (error) {
        setText(this.#note, error instanceof Error ? error.message : String(error));
      }
    });
    return button;
  }

  async #link(): Promise<void> {
    const { url, note } = this.place();
    this.#copied(await copy(url), `Copied: it leads to this moment and this sheet. ${note}`);
  }

  async #text(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#copied(await copy(markdownOf(run.build, run.now)), 'Copied: a Markdown table of the steps.');
  }

  #copied(done: boolean, words: string): void {
    setText(this.#note, done ? words.trim() : 'The browser did not allow copying.');
  }

  async #picture(): Promise<void> {
    const [run, stack] = [this.#run, this.#stack];
    if (run === null || stack === null) return;
    const { pictureOf } = await import('./picture.ts');
    const { title, facts } = summaryWords(run.build, run.now);
    const picture = URL.createObjectURL(await pictureOf(stack, { title, facts }));
    make('a', { href: picture, download: `layerlab-${run.id.slice(0, 8)}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(picture), 10_000);
    setText(this.#note, 'Saved as a picture.');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'take-along': TakeAlong;
  }
}
