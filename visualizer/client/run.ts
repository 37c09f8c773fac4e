import { type BuildState, hasEnded, QUEUED } from './build-state.ts';
import { Clock } from './clock.ts';
import type { BuildRequest } from './draft.ts';
import type { Entry } from './events.ts';
import { type Connection, Feed } from './feed.ts';
import { reduceAll } from './reduce.ts';

/** One build on the page: what was asked, and what its log has said so far. */
export class Run {
  build: BuildState = QUEUED;
  /** The whole log so far; a new list whenever it grows. */
  entries: readonly Entry[] = [];
  connection: Connection = 'connecting';
  trouble = '';
  /** Whether others are known to be before it in the queue. */
  waits = false;
  readonly #clock = new Clock();
  readonly #feed: Feed;

  constructor(
    readonly id: string,
    readonly request: BuildRequest,
    origin: string,
    changed: () => void,
    /** Where it is read below `/api/` and `/ws/`. */
    readonly resource = `builds/${id}`,
  ) {
    this.#feed = new Feed({
      origin,
      resource,
      onEntries: (entries) => {
        for (const entry of entries) this.#clock.observe(entry.at, Date.now() / 1000);
        this.build = reduceAll(this.build, entries);
        this.entries = [...this.entries, ...entries];
        changed();
      },
      onConnection: (connection, reason = '') => {
        this.connection = connection;
        this.trouble = reason;
        changed();
      },
    });
  }

  follow(): void {
    this.#feed.start();
  }

  leave(): void {
    this.#feed.stop();
  }

  get busy(): boolean {
    return !hasEnded(this.build) && this.connection !== 'lost';
  }

  /** The time in Unix seconds by the server's clock. */
  get now(): number {
    return this.#clock.at(Date.now() / 1000);
  }
}
