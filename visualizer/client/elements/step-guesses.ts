import { carried } from '../predicting/carried.ts';
import type { AskedStep } from '../predicting/planned.ts';
import type { LayerStack } from '../stack/layer-stack.ts';
import type { Guess } from '../stack/words.ts';

/** Says how many of the steps have been predicted. */
interface Note {
  progress(said: number, asked: number): void;
}

/** What is said of each step before a build: the stack asks, the note counts. */
export class StepGuesses {
  #said = new Map<number, Guess>();
  #steps: readonly AskedStep[] = [];
  /** How many steps are asked about; 0 while none is. */
  #asked = 0;

  constructor(
    readonly stack: LayerStack,
    readonly note: Note,
  ) {}

  get said(): ReadonlyMap<number, Guess> {
    return this.#said;
  }

  get asking(): boolean {
    return this.#asked > 0;
  }

  ask(steps: readonly AskedStep[]): void {
    this.clear();
    this.askAgain(steps);
  }

  /** Of steps that were edited: what was said of the others stays. */
  askAgain(steps: readonly AskedStep[]): void {
    this.#said = carried(this.#said, this.#steps, steps);
    this.#steps = steps;
    this.#asked = steps.filter(({ predictable }) => predictable).length;
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
