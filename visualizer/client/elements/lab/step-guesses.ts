import type { AskedStep } from '../../lab/lab-api.ts';
import type { LayerStack } from '../../stack/layer-stack.ts';
import type { Guess } from '../../stack/words.ts';
import type { TryingNote } from './trying-note.ts';

/** What is said of each step before a build: the stack asks, the note counts. */
export class StepGuesses {
  #said = new Map<number, Guess>();
  /** How many steps are asked about; 0 while none is. */
  #asked = 0;

  constructor(
    readonly stack: LayerStack,
    readonly note: TryingNote,
  ) {}

  get said(): ReadonlyMap<number, Guess> {
    return this.#said;
  }

  get asking(): boolean {
    return this.#asked > 0;
  }

  ask(steps: readonly AskedStep[]): void {
    this.#asked = steps.filter(({ predictable }) => predictable).length;
    this.#said = new Map();
    this.#show();
  }

  guess(step: number, guess: Guess): void {
    if (!this.asking) return;
    this.#said.set(step, guess);
    this.#show();
  }

  /** What was said stays; no more is asked. */
  stop(): void {
    this.#asked = 0;
  }

  clear(): void {
    this.#said = new Map();
  }

  #show(): void {
    this.stack.predictions = new Map(this.#said);
    this.note.progress(this.#said.size, this.#asked);
  }
}
