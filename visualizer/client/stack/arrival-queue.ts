import { type Arrival, LONGEST_QUEUE } from './arrivals.ts';
import { play } from './motion.ts';

/** What is on its way, one after the other. The one that moves is an element of its own above the flattened pile. */
export class ArrivalQueue {
  #waiting: Arrival[] = [];
  #moving: Arrival | null = null;
  #animation: Animation | null = null;

  constructor(
    /** The element to be moved, already in place; null where there is nothing to show. */
    readonly build: (arrival: Arrival) => HTMLElement | null,
    readonly changed: () => void,
  ) {}

  get moving(): ReadonlySet<string> {
    return new Set(this.#moving?.keys ?? []);
  }

  get waiting(): ReadonlySet<string> {
    return new Set(this.#waiting.flatMap(({ keys }) => keys));
  }

  /** More than four at once are simply there. */
  add(arrivals: readonly Arrival[]): void {
    this.#waiting.push(...arrivals);
    if (this.#waiting.length > LONGEST_QUEUE) this.finish();
  }

  /** Starts the next one; whether it did, and so has had the rest painted. */
  advance(): boolean {
    if (this.#moving !== null) return false;
    let next = this.#waiting.shift();
    let element = next === undefined ? null : this.build(next);
    while (next !== undefined && element === null) {
      next = this.#waiting.shift();
      element = next === undefined ? null : this.build(next);
    }
    if (next === undefined || element === null) return false;
    this.#start(next, element);
    return true;
  }

  #start(next: Arrival, element: HTMLElement): void {
    this.#moving = next;
    this.#animation = play(element, next.manner);
    const land = () => {
      if (this.#moving !== next) return;
      this.#moving = null;
      this.#animation = null;
      this.changed();
      element.remove();
      this.advance();
    };
    this.#animation.finished.then(land, () => element.remove());
    this.changed();
  }

  finish(): void {
    this.#waiting = [];
    this.#moving = null;
    this.#animation?.cancel();
    this.#animation = null;
  }
}
