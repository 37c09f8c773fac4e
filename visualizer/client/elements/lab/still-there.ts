import type { LayerState } from '../../build-state.ts';
import { make } from '../../dom.ts';
import { say } from '../live-region.ts';

/** "It's still there": reads a deleted file out of the real layer blob, whose hash the browser verifies. */
export class StillThere extends HTMLElement {
  readonly #found = make('div', { class: 'found', hidden: '' });
  #where = '';

  clear(): void {
    this.#where = '';
    this.hidden = true;
  }

  offer(build: string, layer: LayerState, path: string): void {
    const where = `${build} ${layer.index} ${path}`;
    if (where === this.#where) return;
    this.#where = where;
    const file = make('code', {}, `/${path.replace(/^\//, '')}`);
    const peel = make('button', { type: 'button', class: 'primary' }, 'Look inside that layer');
    peel.addEventListener('click', () => void this.#read(peel, build, layer, path));
    this.#found.hidden = true;
    this.#found.replaceChildren();
    const words = ['Your browser fetches the layer itself, checks its hash, and looks for ', file, '.'];
    this.replaceChildren(make('h3', {}, 'Read it yourself'), make('p', {}, ...words), peel, this.#found);
    this.hidden = false;
  }

  async #read(button: HTMLButtonElement, build: string, layer: LayerState, path: string): Promise<void> {
    button.setAttribute('aria-disabled', 'true');
    this.#found.hidden = false;
    try {
      const { proved } = await import('./file-proof.ts');
      const { text, shown } = await proved(build, layer, path);
      this.replaceChildren(...shown);
      this.querySelector('h3')?.focus();
      say(this, `It is still there: ${text}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#found.replaceChildren(make('p', { class: 'fault', role: 'alert' }, reason));
      button.setAttribute('aria-disabled', 'false');
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'still-there': StillThere;
  }
}
