import { resetEngine } from '../api.ts';
import { make, setText } from '../dom.ts';
import { Refusal } from '../problem.ts';

const LOSS = 'Cache, images, containers and registry of your engine go. Your recorded builds stay.';
const DONE = 'Your engine is empty. The next build starts cold.';

/** Empties the learner's engine, once the learner has said so twice. */
export class EngineReset extends HTMLElement {
  readonly #ask = make('button', { type: 'button', class: 'quiet' }, 'Empty my engine');
  readonly #yes = make('button', { type: 'button' }, 'Empty it');
  readonly #no = make('button', { type: 'button', class: 'quiet' }, 'Keep it');
  readonly #note = make('p', { class: 'note', role: 'status' });

  connectedCallback(): void {
    if (this.#ask.isConnected) return;
    this.replaceChildren(this.#ask, this.#note, this.#yes, this.#no);
    this.#ask.addEventListener('click', () => this.#turn(true));
    this.#no.addEventListener('click', () => this.#turn(false));
    this.#yes.addEventListener('click', () => void this.#reset());
    this.#show(false, '');
  }

  #turn(asking: boolean): void {
    this.#show(asking, asking ? LOSS : '');
    (asking ? this.#no : this.#ask).focus();
  }

  async #reset(): Promise<void> {
    this.#yes.disabled = true;
    const said = await resetEngine().then(
      () => DONE,
      (error: unknown) => (error instanceof Refusal ? error.message : Promise.reject(error)),
    );
    this.#yes.disabled = false;
    this.#show(false, said);
    this.#ask.focus();
  }

  #show(asking: boolean, said: string): void {
    this.#ask.hidden = asking;
    this.#yes.hidden = !asking;
    this.#no.hidden = !asking;
    setText(this.#note, said);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'engine-reset': EngineReset;
  }
}
