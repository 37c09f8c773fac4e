import { type BuildState, QUEUED } from '../build-state.ts';
import type { Entry } from '../events.ts';
import { reduceAll } from '../reduce.ts';

const STRIDE = 64;

/** Any moment of a log, as a pure function of it. Keeps every 64th state, so that scrubbing back stays quick. */
export class Replay {
  readonly #entries: readonly Entry[];
  readonly #states: BuildState[] = [QUEUED];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** The state after the entry `seq`; 0 is before all. */
  at(seq: number): BuildState {
    const end = Math.max(0, Math.min(seq, this.#entries.length));
    while (this.#states.length <= Math.floor(end / STRIDE)) {
      const from = (this.#states.length - 1) * STRIDE;
      const last = this.#states.at(-1) ?? QUEUED;
      this.#states.push(reduceAll(last, this.#entries.slice(from, from + STRIDE)));
    }
    const start = Math.floor(end / STRIDE);
    return reduceAll(this.#states[start] ?? QUEUED, this.#entries.slice(start * STRIDE, end));
  }
}
