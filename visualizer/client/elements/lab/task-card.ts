import { describeFile, editableText } from '../../context-file.ts';
import { make, setText } from '../../dom.ts';
import type { BuildRequest } from '../../draft.ts';
import { type Attempt, attemptWords, isOver } from '../../lab/attempt.ts';
import type { Task } from '../../lab/exercise.ts';
import { attemptOf, hintOf, postAttempt, solutionOf } from '../../lab/lab-api.ts';
import { Refusal } from '../../problem.ts';
import { t } from '../../translate.ts';
import { say } from '../live-region.ts';
import { markup } from './markup.ts';

const ASK_EVERY = 1000;

/** One task: its goal, hints in levels, and a verdict on every check of the last attempt. */
export class TaskCard {
  readonly element = make('li', { class: 'task' });
  readonly #open = make('button', { type: 'button' }, t('Work on this task'));
  readonly #check = make('button', { type: 'button', class: 'primary', hidden: '' }, t('Check my answer'));
  readonly #hint = make('button', { type: 'button', class: 'quiet', hidden: '' });
  readonly #solve = make('button', { type: 'button', class: 'quiet', hidden: '' }, t('Show a solution'));
  readonly #solution = make('div', { 'aria-live': 'polite' });
  readonly #hints = make('div', { class: 'hints', 'aria-live': 'polite' });
  readonly #status = make('p', { class: 'attempt-status', role: 'status' });
  readonly #checks = make('ul', { role: 'list', class: 'checks' });
  readonly #feedback = make('div');
  #level = 0;
  #busy = false;
  #mayLook: boolean;

  constructor(
    readonly slug: string,
    readonly task: Task,
    open: (task: Task) => void,
    readonly draft: () => BuildRequest,
    readonly graded: () => void,
  ) {
    this.#mayLook = task.solution;
    const done = task.passed ? [make('span', { class: 'pill' }, t('✓ solved'))] : [];
    const actions = make('div', { class: 'task-actions' }, this.#open, this.#check, this.#hint, this.#solve);
    this.#open.setAttribute('aria-label', `${t('Work on this task')}: ${task.title}`);
    const head = make('h3', {}, task.title, ' ', ...done);
    this.#drawChecks(task.checks.map((check) => ({ ...check, passed: null, found: '' })));
    const verdict = [this.#status, this.#checks, this.#feedback];
    this.element.append(head, markup('div', task.goal), actions, this.#hints, this.#solution, ...verdict);
    this.#open.addEventListener('click', () => open(task));
    this.#check.addEventListener('click', () => void this.#attempt());
    this.#hint.addEventListener('click', () => void this.#showHint());
    this.#solve.addEventListener('click', () => void this.#showSolution());
    this.#nameHint();
  }

  /** Whether its draft is in the editor. */
  set active(active: boolean) {
    this.element.toggleAttribute('data-active', active);
    this.#open.hidden = active;
    this.#check.hidden = !active;
    this.#hint.hidden = !active || this.#level >= this.task.hints;
    this.#solve.hidden = !active || !this.#mayLook || this.#solution.hasChildNodes();
  }

  async #attempt(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#check.setAttribute('aria-disabled', 'true');
    try {
      let attempt = await postAttempt(this.slug, this.task.id, this.draft());
      while (!isOver(attempt)) {
        setText(this.#status, `${attemptWords(attempt)}…`);
        await new Promise((resume) => setTimeout(resume, ASK_EVERY));
        attempt = await attemptOf(this.slug, attempt.id);
      }
      this.#judge(attempt);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setText(this.#status, [error.message, ...error.problems.map(({ message }) => message)].join(' '));
    } finally {
      this.#busy = false;
      this.#check.setAttribute('aria-disabled', 'false');
    }
  }

  #judge(attempt: Attempt): void {
    setText(this.#status, attemptWords(attempt));
    this.element.dataset.passed = String(attempt.passed);
    if (attempt.checks.length > 0) this.#drawChecks(attempt.checks);
    this.#feedback.replaceChildren(...(attempt.feedback === null ? [] : [markup('div', attempt.feedback)]));
    this.#mayLook = attempt.solution;
    this.#solve.hidden = !this.#mayLook || this.#solution.hasChildNodes();
    if (attempt.passed) this.graded();
  }

  #drawChecks(checks: readonly { text: string; passed: boolean | null; found: string }[]): void {
    const rows = checks.map(({ text, passed, found }) => {
      const word = passed === null ? t('to do') : passed ? t('✓ passed') : t('✗ not yet');
      const words = [make('span', { class: 'check-word' }, word), make('span', {}, text)];
      const evidence = found === '' ? [] : [make('small', {}, t('Found: {found}', { found }))];
      return make('li', { 'data-passed': String(passed) }, ...words, ...evidence);
    });
    this.#checks.replaceChildren(...rows);
  }

  async #showHint(): Promise<void> {
    const html = await hintOf(this.slug, this.task.id, this.#level + 1);
    this.#level += 1;
    this.#hints.append(markup('div', html, 'hint'));
    this.#nameHint();
    this.#hint.hidden = this.#level >= this.task.hints;
    say(this.element, `${t('Hint {level} of {all}', { level: this.#level, all: this.task.hints })}.`);
  }

  async #showSolution(): Promise<void> {
    const files = Object.entries(await solutionOf(this.slug, this.task.id));
    const shown = files.flatMap(([path, file]) => {
      const text = editableText(file) ?? describeFile(file);
      return [make('h4', {}, path), make('pre', { class: 'solution' }, text)];
    });
    this.#solution.replaceChildren(make('p', {}, t('One way to do it. There may be others.')), ...shown);
    this.#solve.hidden = true;
    say(this.element, t('The solution is shown.'));
  }

  #nameHint(): void {
    setText(this.#hint, t('Hint {level} of {all}', { level: this.#level + 1, all: this.task.hints }));
  }
}
