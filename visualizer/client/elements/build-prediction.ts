import { make, setText } from '../dom.ts';
import { calledWords } from '../lab/evidence.ts';
import { keepSaid, rememberWanting, saidBefore, wantsPrediction } from '../predicting/kept.ts';
import { outcomeOf } from '../predicting/outcome.ts';
import { plannedBuild, planOf } from '../predicting/planned.ts';
import type { Run } from '../run.ts';
import { PREDICTIONS, type Reveal } from '../stack/reveal.ts';
import type { Guess } from '../stack/words.ts';
import type { BuildDesk } from './build-desk.ts';
import { StepGuesses } from './step-guesses.ts';

/** Milliseconds without a keystroke, before the Dockerfile is read for its steps. */
const PAUSE = 400;

/**
 * One switch, remembered: before a build that follows another, each step asks whether it will be cached or rebuilt;
 * after it, one sentence tells of the first that went otherwise. Build never waits for an answer.
 */
export class BuildPrediction {
  readonly element = make('section', { class: 'predicting', 'aria-label': 'Your prediction', hidden: '' });
  readonly #wanted = make('input', { type: 'checkbox', role: 'switch' });
  readonly #note = make('p', { class: 'progress', role: 'status' });
  readonly #miss = make('p', { class: 'miss' });
  readonly #ask = make('button', { type: 'button' }, 'Predict the next build');
  readonly #back = make('button', { type: 'button', class: 'quiet' }, 'Back to the last build');
  readonly #guesses: StepGuesses;
  /** The facts that the sheets show otherwise. */
  #reveal: Reveal = 7;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly desk: BuildDesk) {
    this.#guesses = new StepGuesses(desk.result.stack, {
      progress: (said, asked) => this.#count(said, asked),
    });
    this.#wanted.checked = wantsPrediction();
    const label = make(
      'label',
      { class: 'switch' },
      this.#wanted,
      'Predict cached or rebuilt before a build',
    );
    this.element.append(label, this.#note, this.#miss, make('div', { class: 'row' }, this.#ask, this.#back));
    this.#wanted.addEventListener('change', () => this.#switch(this.#wanted.checked));
    this.#ask.addEventListener('click', () => void this.#plan());
    this.#back.addEventListener('click', () => this.#leave());
  }

  set reveal(reveal: Reveal) {
    this.#reveal = reveal;
    this.#show();
  }

  /** By a key: asks, or goes back to the last build. */
  toggle(): void {
    if (this.#guesses.asking) this.#leave();
    else this.#switch(true);
  }

  guess(step: number, guess: Guess): void {
    this.#guesses.guess(step, guess);
  }

  /** The Dockerfile, or a file of the context, is another now. */
  edited(): void {
    clearTimeout(this.#pause);
    if (this.#wanted.checked) this.#pause = setTimeout(() => void this.#plan(), PAUSE);
  }

  /** What was said goes with the build that is asked for. */
  commit(build: string): void {
    clearTimeout(this.#pause);
    if (this.#guesses.asking) keepSaid(build, this.#guesses.said);
    this.#guesses.stop();
    this.#guesses.clear();
    this.#tell('');
  }

  judge({ id, build }: Run): void {
    const said = saidBefore(id);
    const outcome = outcomeOf(said, build.steps);
    this.desk.result.stack.predictions = said;
    this.#tell(calledWords(outcome), outcome.miss ?? '');
  }

  #switch(wanted: boolean): void {
    this.#wanted.checked = wanted;
    rememberWanting(wanted);
    if (wanted) void this.#plan();
    else this.#leave();
  }

  /** Draws the steps that are to be built and asks of each; a Dockerfile that cannot be read is not asked about. */
  async #plan(): Promise<void> {
    if (!this.#follows) return;
    const steps = await planOf(this.desk.form.draft.dockerfile);
    if (!this.#follows || !this.#wanted.checked || !steps.some(({ predictable }) => predictable)) return;
    const { result } = this.desk;
    result.clear();
    result.summary.wait('Not built yet');
    result.stack.state = plannedBuild(steps);
    result.stack.hidden = false;
    this.#guesses.askAgain(steps);
    this.#show();
  }

  /** Whether a build is there that the next one follows. */
  get #follows(): boolean {
    return this.desk.run !== null && !this.desk.busy;
  }

  #leave(): void {
    clearTimeout(this.#pause);
    const { run } = this.desk;
    if (this.#guesses.asking && run !== null) {
      this.#guesses.stop();
      this.desk.showAgain();
      this.judge(run);
    }
    this.#show();
  }

  #count(said: number, asked: number): void {
    const progress =
      said === asked
        ? 'Every step is predicted. Press Build.'
        : `Will each step be cached or rebuilt? ${said} of ${asked} predicted. Build works at any time.`;
    this.#tell(progress);
  }

  #tell(words: string, miss = ''): void {
    setText(this.#note, words);
    setText(this.#miss, miss);
    this.#show();
  }

  #show(): void {
    const { stack } = this.desk.result;
    const { asking } = this.#guesses;
    const judged = this.#note.textContent !== '';
    stack.predicting = asking;
    stack.reveal = Math.max(asking || judged ? PREDICTIONS : 1, this.#reveal) as Reveal;
    this.element.hidden = this.desk.run === null;
    this.#ask.hidden = asking || !this.#wanted.checked || !this.#follows;
    this.#back.hidden = !asking;
  }
}
