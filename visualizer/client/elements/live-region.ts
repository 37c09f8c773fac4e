import { announcements } from '../announcements.ts';
import { type BuildState, QUEUED } from '../build-state.ts';
import { make, setText } from '../dom.ts';

const PAUSE = 2000;

/** Asks the page to say a sentence to those who do not see it. */
export function say(from: Element, sentence: string): void {
  from.dispatchEvent(new CustomEvent('say', { detail: sentence, bubbles: true }));
}

/** Speaks what changed since it last spoke: politely at most once per 2 s, a failure at once. */
export class LiveRegion extends HTMLElement {
  readonly #polite = make('div', { role: 'status', 'aria-live': 'polite' });
  readonly #assertive = make('div', { role: 'alert', 'aria-live': 'assertive' });
  #said: BuildState = QUEUED;
  #build: BuildState = QUEUED;
  #sentences: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.className = 'unseen';
    this.replaceChildren(this.#polite, this.#assertive);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  /** Starts anew with a build of which nothing has been said. */
  begin(build: BuildState): void {
    this.#said = build;
    this.#build = build;
    this.#assertive.textContent = '';
  }

  set build(build: BuildState) {
    if (build === this.#build) return;
    this.#build = build;
    if (build.status === 'failed') this.#speak();
    else this.#speakSoon();
  }

  add(sentence: string): void {
    this.#sentences.push(sentence);
    this.#speakSoon();
  }

  #speakSoon(): void {
    this.#timer ??= setTimeout(() => this.#speak(), PAUSE / 4);
  }

  #speak(): void {
    const { polite, assertive } = announcements(this.#said, this.#build);
    const sentences = [polite, ...this.#sentences].filter(Boolean).join(' ');
    this.#said = this.#build;
    this.#sentences = [];
    if (sentences !== '') setText(this.#polite, sentences);
    if (assertive !== '') setText(this.#assertive, assertive);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#resume(), PAUSE);
  }

  #resume(): void {
    this.#timer = undefined;
    if (this.#build !== this.#said || this.#sentences.length > 0) this.#speak();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'live-region': LiveRegion;
  }
}
