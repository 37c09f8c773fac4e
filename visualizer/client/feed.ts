import { backoff } from './backoff.ts';
import { parseEntry, parseLines } from './entry.ts';
import { type Entry, isTerminal } from './events.ts';
import { fieldsOf, list } from './fields.ts';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'ended' | 'lost';

export interface FeedOptions {
  /** `https://host` of the site. */
  origin: string;
  /** Below `/api/` and `/ws/`: `builds/ID`, `shared/ID`. */
  resource: string;
  after?: number;
  /** Entries that continue the cursor: no gap, no duplicate. */
  onEntries: (entries: readonly Entry[]) => void;
  onConnection: (connection: Connection, reason?: string) => void;
  pollEvery?: number;
  quietAfter?: number;
}

const WEBSOCKET_TRIES = 3;
/** Too many sockets are open: asking takes no place. */
const TOO_MANY = 4429;
const REFUSALS: Readonly<Record<number, string>> = {
  4403: 'You may not see this build.',
  4404: 'This build does not exist, or it is somebody else’s.',
  403: 'You may not see this build.',
  404: 'This build does not exist, or it is somebody else’s.',
};

class Refused extends Error {}

/** Follows one build's log to its terminal event, through WebSocket where it works, else by asking again. */
export class Feed {
  #cursor: number;
  #ended = false;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #socketFailures = 0;
  #refilling: Promise<boolean> | null = null;
  readonly #options: Required<FeedOptions>;

  constructor(options: FeedOptions) {
    this.#options = { after: 0, pollEvery: 1000, quietAfter: 15_000, ...options };
    this.#cursor = this.#options.after;
  }

  start(): void {
    this.#options.onConnection('connecting');
    this.#connect();
  }

  stop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  #connect(): void {
    const { origin, resource } = this.#options;
    const url = `${origin.replace(/^http/, 'ws')}/ws/${resource}?after=${this.#cursor}`;
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#watch(socket, () => this.#opened()));
    socket.addEventListener('message', (message) =>
      this.#watch(socket, () => this.#read(String(message.data))),
    );
    socket.addEventListener('close', (close) => this.#watch(socket, () => this.#closed(close.code)));
  }

  /** Runs `act` for the current socket only; what breaks the vocabulary ends the feed. */
  #watch(socket: WebSocket, act: () => void): void {
    if (socket !== this.#socket || this.#ended) return;
    try {
      act();
    } catch (error) {
      this.#lose(error);
    }
  }

  #opened(): void {
    this.#failures = 0;
    this.#socketFailures = 0;
    this.#options.onConnection('live');
    this.#awaitNews();
  }

  #read(message: string): void {
    const entries = list(fieldsOf(JSON.parse(message), 'message'), 'events').map(parseEntry);
    if (!this.#accept(entries)) void this.#refill();
    if (!this.#ended) this.#awaitNews();
  }

  /** A lost message shows only by the next one; so after a silence the log is asked. */
  #awaitNews(): void {
    this.#after(this.#options.quietAfter, async () => {
      await this.#refill();
      if (!this.#ended && this.#socket) this.#awaitNews();
    });
  }

  #closed(code: number): void {
    this.#socket = null;
    clearTimeout(this.#timer);
    const refusal = REFUSALS[code];
    if (refusal !== undefined) {
      this.#lose(new Refused(refusal));
      return;
    }
    if (code === TOO_MANY) {
      this.#poll();
      return;
    }
    this.#options.onConnection('reconnecting');
    void this.#recover();
  }

  /** Reads what was missed, then connects again; when only WebSockets fail, goes on by asking. */
  async #recover(): Promise<void> {
    const reachable = await this.#refill();
    if (this.#ended) return;
    if (reachable) this.#socketFailures += 1;
    if (this.#socketFailures >= WEBSOCKET_TRIES) {
      this.#poll();
      return;
    }
    this.#after(backoff(this.#failures, Math.random()), () => this.#connect());
    this.#failures += 1;
  }

  #poll(): void {
    this.#options.onConnection('polling');
    const ask = async (): Promise<void> => {
      const reachable = await this.#refill();
      if (this.#ended) return;
      this.#options.onConnection(reachable ? 'polling' : 'reconnecting');
      this.#after(this.#options.pollEvery, ask);
    };
    this.#after(this.#options.pollEvery, ask);
  }

  /** Whether the entries continued the cursor; if not, none was taken. */
  #accept(entries: readonly Entry[]): boolean {
    const fresh = entries.filter((entry) => entry.seq > this.#cursor);
    if (fresh.some((entry, index) => entry.seq !== this.#cursor + 1 + index)) return false;
    const last = fresh.at(-1);
    if (last === undefined) return true;
    this.#cursor = last.seq;
    this.#options.onEntries(fresh);
    if (isTerminal(last)) {
      this.stop();
      this.#options.onConnection('ended');
    }
    return true;
  }

  /** Whether the log could be read. One reading at a time. */
  #refill(): Promise<boolean> {
    this.#refilling ??= this.#readLog().finally(() => {
      this.#refilling = null;
    });
    return this.#refilling;
  }

  async #readLog(): Promise<boolean> {
    const { origin, resource } = this.#options;
    let text: string;
    try {
      const answer = await fetch(`${origin}/api/${resource}/events?after=${this.#cursor}`);
      const refusal = REFUSALS[answer.status];
      if (refusal !== undefined) throw new Refused(refusal);
      if (!answer.ok) return false;
      text = await answer.text();
    } catch (error) {
      if (error instanceof Refused) this.#lose(error);
      return false;
    }
    try {
      if (!this.#ended && !this.#accept(parseLines(text))) throw new Error('The log has a gap.');
    } catch (error) {
      this.#lose(error);
    }
    return true;
  }

  #lose(error: unknown): void {
    if (this.#ended) return;
    this.stop();
    this.#options.onConnection('lost', error instanceof Error ? error.message : String(error));
  }

  #after(milliseconds: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, milliseconds);
  }
}
