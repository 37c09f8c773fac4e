import type { BuildState } from '../build-state.ts';
import { make, makeSvg, setText } from '../dom.ts';
import type { Entry } from '../events.ts';
import { t } from '../translate.ts';
import { barRow } from './bar-row.ts';
import { type Bar, barsOf } from './bars.ts';
import { type Moment, momentsOf } from './moments.ts';
import { isMove, type Move, momentAt, moved, playingTime } from './playhead.ts';
import { Replay } from './replay.ts';
import { STYLES } from './styles.ts';

const FINE = 10_000;
const PLAY = 'M4 2.5v11l9-5.5z';
const PAUSE = 'M4 3h3v10H4zM9 3h3v10H9z';
const KEYS: Readonly<Record<string, Move>> = {
  ArrowLeft: 'previous event',
  ArrowDown: 'previous event',
  ArrowRight: 'next event',
  ArrowUp: 'next event',
  PageDown: 'previous step',
  PageUp: 'next step',
  Home: 'start',
  End: 'end',
  '[': 'previous event',
  ']': 'next event',
  '{': 'previous step',
  '}': 'next step',
};

/**
 * A build's log as a line of time. Set `entries`; at its end it follows what is added. Emits `moment` {seq, live}:
 * show the state after that entry, `replay.at(seq)`; `live` says that it is the newest.
 */
export class BuildTimeline extends HTMLElement {
  replay = new Replay([]);
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #icon = makeSvg('path', { d: PLAY });
  readonly #play = make('button', { type: 'button', class: 'play', 'aria-label': t('Play the build') });
  readonly #bars = make('div', { 'aria-hidden': 'true' });
  readonly #range = make('input', {
    type: 'range',
    min: '0',
    max: `${FINE}`,
    step: '1',
    'aria-label': t('Moment of the build'),
  });
  readonly #words = make('p', { class: 'words' });
  #entries: readonly Entry[] = [];
  #moments: readonly Moment[] = [];
  #index = -1;
  #live = true;
  #seconds = 0;
  #frame = 0;
  #refreshing = 0;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.#root.adoptedStyleSheets = [sheet];
    this.#play.append(makeSvg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, this.#icon));
    const track = make('div', { class: 'track' }, this.#bars, this.#range);
    const steps = make(
      'span',
      { class: 'steps' },
      this.#button('[', 'previous event'),
      this.#button(']', 'next event'),
      make('small', { 'aria-hidden': 'true' }, 'moment'),
    );
    this.#root.append(make('div', { class: 'line' }, this.#play, track, steps, this.#words));
    this.#play.addEventListener('click', () => this.#toggle());
    this.#range.addEventListener('input', () => this.#scrub());
    this.#root.addEventListener('keydown', (event) => this.#key(event as KeyboardEvent));
  }

  disconnectedCallback(): void {
    cancelAnimationFrame(this.#refreshing);
    this.#refreshing = 0;
    this.#pause();
  }

  set entries(entries: readonly Entry[]) {
    if (entries === this.#entries) return;
    this.#entries = entries;
    // Events come faster than frames; the line is drawn once per frame, and after the sheets, which move.
    if (this.#refreshing === 0) this.#refreshing = requestAnimationFrame(() => this.#afterSheets());
  }

  #afterSheets(): void {
    this.#refreshing = requestAnimationFrame(() => this.#refresh());
  }

  #refresh(): void {
    cancelAnimationFrame(this.#refreshing);
    this.#refreshing = 0;
    const entries = this.#entries;
    this.replay = new Replay(entries);
    const build = this.replay.at(entries.length);
    const bars = barsOf(entries, build);
    this.#moments = momentsOf(entries, build, bars);
    this.#seconds = (entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0);
    this.#draw(bars, build);
    if (this.#live || this.#index >= entries.length) this.#show(entries.length - 1, false);
    else this.#point();
  }

  /** The entry shown; 0 before all. */
  get seq(): number {
    return this.#moments[this.#index]?.seq ?? 0;
  }

  /** Whether the newest entry is shown, and what is added will be. */
  get live(): boolean {
    return this.#live;
  }

  /** Goes to a moment, as from a link; says nothing. */
  set seq(seq: number) {
    this.#refresh();
    this.#pause();
    this.#show(seq - 1, false);
  }

  /** Does what a key of another element asked for; whether it was ours. */
  perform(command: string): boolean {
    if (command === 'play') this.#toggle();
    else if (isMove(command)) this.#move(command);
    else return false;
    return true;
  }

  #draw(bars: readonly Bar[], build: BuildState): void {
    this.#bars.replaceChildren(...barRow(bars, build.layers.length > 0, this.#range.clientWidth));
    this.toggleAttribute(
      'data-floored',
      bars.some(({ floored }) => floored),
    );
  }

  #button(text: string, move: Move): HTMLButtonElement {
    const button = make(
      'button',
      { type: 'button', 'aria-label': `${move} (Shift: step)` },
      make('kbd', {}, text),
    );
    button.addEventListener('click', ({ shiftKey }) => {
      this.#move(shiftKey ? (move === 'next event' ? 'next step' : 'previous step') : move);
    });
    return button;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onRange = event.target === this.#range;
    const known = KEYS[event.key];
    if (event.key === ' ' && onRange) this.#toggle();
    else if (known !== undefined && (onRange || '[]{}'.includes(event.key))) {
      this.#move(event.shiftKey ? (known.replace('event', 'step') as Move) : known);
    } else return;
    event.preventDefault();
  }

  #move(move: Move): void {
    this.#pause();
    this.#show(moved(this.#moments, this.#index, move), true);
  }

  #scrub(): void {
    this.#pause();
    this.#show(momentAt(this.#moments, Number(this.#range.value) / FINE), true, false);
  }

  #show(index: number, tell: boolean, point = true): void {
    const before = this.#index;
    this.#index = Math.max(-1, Math.min(this.#moments.length - 1, index));
    this.#live = this.#index === this.#moments.length - 1;
    if (point) this.#point();
    else this.#say();
    if (!tell || this.#index === before) return;
    this.dispatchEvent(
      new CustomEvent('moment', { detail: { seq: this.seq, live: this.#live }, bubbles: true }),
    );
  }

  #point(): void {
    this.#range.value = `${Math.round(FINE * (this.#moments[this.#index]?.x ?? 0))}`;
    this.#say();
  }

  #say(): void {
    const words = this.#moments[this.#index]?.words ?? 'nothing yet';
    this.#range.setAttribute('aria-valuetext', words);
    const scale = this.hasAttribute('data-floored') ? ' · short steps are drawn wider: not to scale' : '';
    setText(this.#words, words.charAt(0).toUpperCase() + words.slice(1) + scale);
  }

  #toggle(): void {
    if (this.#frame !== 0) this.#pause();
    else if (this.#moments.length > 0) this.#start();
  }

  #start(): void {
    const from = this.#live ? 0 : (this.#moments[this.#index]?.x ?? 0);
    const begin = performance.now() - from * playingTime(this.#seconds);
    const step = (now: number) => {
      const x = Math.min(1, (now - begin) / playingTime(this.#seconds));
      this.#range.value = `${Math.round(FINE * x)}`;
      this.#show(momentAt(this.#moments, x), true, false);
      if (x < 1) this.#frame = requestAnimationFrame(step);
      else this.#pause();
    };
    this.#icon.setAttribute('d', PAUSE);
    this.#play.setAttribute('aria-label', t('Pause'));
    this.#frame = requestAnimationFrame(step);
  }

  #pause(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#icon.setAttribute('d', PLAY);
    this.#play.setAttribute('aria-label', t('Play the build'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'build-timeline': BuildTimeline;
  }
}
