import type { BuildState } from '../build-state.ts';
import { make } from '../dom.ts';
import type { LiveRegion } from '../elements/live-region.ts';
import { tapeSentences } from './tape-sentences.ts';

/** Speaks for those who do not see the stack: by itself where the stack `announces`, else through its page. */
export class Voice {
  #region: LiveRegion | null = null;

  constructor(
    readonly stack: HTMLElement,
    readonly root: ShadowRoot,
  ) {
    root.addEventListener('say', (event) => this.#say(String((event as CustomEvent).detail)));
  }

  /** Once the stack is on a page; again does nothing. */
  begin(state: BuildState): void {
    if (!this.stack.hasAttribute('announces') || this.#region !== null) return;
    this.#region = make('live-region');
    this.root.append(this.#region);
    this.#region.begin(state);
  }

  tell(before: BuildState, now: BuildState): void {
    for (const sentence of tapeSentences(before, now)) this.#say(sentence);
    if (this.#region !== null) this.#region.build = now;
  }

  #say(detail: string): void {
    if (this.#region !== null) this.#region.add(detail);
    else this.stack.dispatchEvent(new CustomEvent('say', { detail, bubbles: true, cancelable: true }));
  }
}
