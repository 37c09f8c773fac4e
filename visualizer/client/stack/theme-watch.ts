import { make } from '../dom.ts';
import { readTokens, type Tokens } from './tokens.ts';

const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'];

/** Follows what changes the look of a canvas and nobody tells it: theme, fonts, screen density, printing. */
export class ThemeWatch {
  tokens: Tokens;
  readonly #probe = make('div', { class: 'probe', 'aria-hidden': 'true' });
  readonly #changed: () => void;
  #stop = new AbortController();

  constructor(root: ShadowRoot, changed: () => void) {
    this.#changed = changed;
    root.append(this.#probe);
    this.tokens = readTokens(this.#probe);
  }

  start(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const look = () => this.#look();
    for (const query of QUERIES) matchMedia(query).addEventListener('change', look, { signal });
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', look, { signal });
    window.addEventListener('beforeprint', () => this.#print(true), { signal });
    window.addEventListener('afterprint', () => this.#print(false), { signal });
    document.fonts.addEventListener('loadingdone', look, { signal });
    // A canvas does not ask for the fonts it is drawn with.
    const fonts = ['600 15px "IBM Plex Mono"', '650 13px Inter'].map((font) => document.fonts.load(font));
    void Promise.allSettled(fonts).then(() => signal.aborted || look());
    this.tokens = readTokens(this.#probe);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Paper is light, whatever the screen; the media query itself comes too late for a canvas. */
  #print(printing: boolean): void {
    this.#probe.classList.toggle('printing', printing);
    this.#look();
  }

  #look(): void {
    this.tokens = readTokens(this.#probe);
    this.#changed();
  }
}
