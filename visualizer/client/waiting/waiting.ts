import type { WaitingTurn } from './waiting-turn.ts';

/** Most builds start before that. */
const PATIENCE = 700;

export interface Waiter {
  /** Below `/api/`. */
  readonly resource: string;
  /** Whether others are known to be before it in the queue. */
  waits: boolean;
}

/** Shows an operation's turn as long as it is queued. What that takes is loaded when somebody has to wait. */
export class Waiting {
  #waiter: Waiter | null = null;
  #turn: WaitingTurn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Where it shows: after this. */
    readonly place: Element,
    /** What had the focus there is gone. */
    readonly lost: () => void,
  ) {}

  draw(waiter: Waiter, queued: boolean): void {
    if (queued && waiter === this.#waiter) return;
    this.#end();
    if (!queued) return;
    this.#waiter = waiter;
    this.#timer = setTimeout(() => void this.#begin(waiter), PATIENCE);
  }

  async #begin(waiter: Waiter): Promise<void> {
    const { WaitingTurn } = await import('./define.ts');
    if (waiter !== this.#waiter) return;
    this.#turn = new WaitingTurn(waiter.resource, (waits) => {
      waiter.waits = waits;
    });
    this.place.after(this.#turn);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#waiter = null;
    const focused = this.#turn?.contains(document.activeElement);
    this.#turn?.remove();
    this.#turn = null;
    if (focused) this.lost();
  }
}
