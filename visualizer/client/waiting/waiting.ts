import type { Run } from '../run.ts';
import type { WaitingTurn } from './waiting-turn.ts';

/** Most builds start before that. */
const PATIENCE = 700;

/** Shows a build's turn as long as it is queued. What that takes is loaded when somebody has to wait. */
export class Waiting {
  #run: Run | null = null;
  #turn: WaitingTurn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Where it shows: after this. */
    readonly place: Element,
    /** What had the focus there is gone. */
    readonly lost: () => void,
  ) {}

  draw(run: Run): void {
    const waits = run.busy && run.build.status === 'queued';
    if (waits && run === this.#run) return;
    this.#end();
    if (!waits) return;
    this.#run = run;
    this.#timer = setTimeout(() => void this.#begin(run), PATIENCE);
  }

  async #begin(run: Run): Promise<void> {
    const { WaitingTurn } = await import('./define.ts');
    if (run !== this.#run) return;
    this.#turn = new WaitingTurn(run.resource, (waits) => {
      run.waits = waits;
    });
    this.place.after(this.#turn);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#run = null;
    const focused = this.#turn?.contains(document.activeElement);
    this.#turn?.remove();
    this.#turn = null;
    if (focused) this.lost();
  }
}
