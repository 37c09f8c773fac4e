import { read } from '../api.ts';
import { make, setText } from '../dom.ts';
import { say } from '../elements/live-region.ts';
import { Refusal } from '../problem.ts';
import { parseTurn, type Turn } from './turn.ts';
import { estimateWords, lateWords, placeWords, spoken } from './turn-words.ts';

const PAUSE = 3000;
const SILENCE = 15_000;
const RECORDING = 'recording.json';

/** An operation's place in the queue and what is known of the wait, with a recording to look at meanwhile. */
export class WaitingTurn extends HTMLElement {
  readonly #place = make('h3');
  readonly #estimate = make('p');
  readonly #late = make('p', { class: 'late', hidden: '' });
  readonly #recorded = make(
    'details',
    { class: 'meanwhile' },
    make('summary', {}, 'A recorded build, to look at while you wait'),
  );
  readonly #since = performance.now();
  /** The first estimate, in seconds since `#since`. */
  #promised: number | null = null;
  #saidPlace = 0;
  #saidAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Below `/api/`. */
    readonly resource: string,
    /** Whether it waits for others. */
    readonly told: (waits: boolean) => void,
  ) {
    super();
  }

  connectedCallback(): void {
    this.hidden = true;
    this.append(this.#place, this.#estimate, this.#late, this.#recorded);
    this.#recorded.addEventListener('toggle', () => this.#look(), { once: true });
    void this.#ask();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const turn = await read(`/api/${this.resource}/turn`).then(parseTurn, refused);
    if (!this.isConnected || turn === 'never') return;
    if (turn !== 'later') this.#draw(turn);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }

  #draw(turn: Turn | null): void {
    this.told(turn !== null);
    if (turn === null) {
      setText(this.#place, 'Your turn');
      setText(this.#estimate, 'Your engine starts.');
      return;
    }
    this.hidden = false;
    this.#promised ??= turn.seconds;
    const late = lateWords(this.#promised, (performance.now() - this.#since) / 1000);
    setText(this.#place, placeWords(turn));
    setText(this.#estimate, estimateWords(turn));
    this.#speak(turn, late);
    setText(this.#late, late);
    this.#late.hidden = late === '';
  }

  /** Where the place has changed, but not at every one; and once that it takes longer. */
  #speak(turn: Turn, late: string): void {
    const now = performance.now();
    const freshlyLate = late !== '' && this.#late.hidden;
    const moved = turn.position !== this.#saidPlace && now - this.#saidAt > SILENCE;
    if (moved) say(this, spoken(turn));
    if (freshlyLate) say(this, late);
    if (!moved) return;
    this.#saidPlace = turn.position;
    this.#saidAt = now;
  }

  #look(): void {
    this.#recorded.append(make('recorded-stack', { src: new URL(RECORDING, import.meta.url).href }));
  }
}

/** Whoever only looks at a shared build is told no turn; what the network or a crowd refuses is asked again. */
function refused(error: unknown): 'never' | 'later' {
  if (!(error instanceof Refusal)) throw error;
  return error.status === 403 || error.status === 404 ? 'never' : 'later';
}
