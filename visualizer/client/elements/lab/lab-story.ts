import { editableText } from '../../context-file.ts';
import { make } from '../../dom.ts';
import { type BuildRequest, type Draft, draftOf, requestOf } from '../../draft.ts';
import type { Evidence } from '../../lab/evidence.ts';
import type { Exercise } from '../../lab/exercise.ts';
import { isOpen } from '../../lab/said.ts';
import { t } from '../../translate.ts';
import { markup } from './markup.ts';

/** A lab's words and what the learner writes: before the build `ask`, after it `more`. */
export class LabStory {
  readonly inputs = make('lab-inputs');
  readonly question = make('lab-question', { hidden: '' });
  readonly trying = make('trying-note', { hidden: '' });
  readonly form = make('draft-form');
  readonly edits = make('edit-list', { hidden: '' });
  readonly tasks = make('task-list', { hidden: '' });
  readonly ask = make('section', { class: 'ask', 'aria-label': t('The question and your Dockerfile') });
  readonly more = make('section', {
    class: 'more',
    tabindex: '-1',
    'aria-label': t('What follows from it'),
  });
  readonly #outcome = make('div', { class: 'outcome', hidden: '' });
  readonly #next = make('p', { class: 'next', hidden: '' });
  #exercise!: Exercise;
  /** The option that the build named, once it has. */
  #right: string | null = null;

  begin(exercise: Exercise, saved: Draft | null, build: BuildRequest | null): void {
    const intro = markup('div', exercise.intro, 'intro');
    this.ask.append(intro, this.inputs, this.question, this.trying, this.form);
    this.more.append(this.#outcome, this.edits, this.tasks, this.#next);
    this.inputs.draw(exercise.inputs);
    this.form.example = this.#withoutTyped(draftOf(exercise.start, null));
    this.form.exampleName = t('Start again from the lab’s file');
    this.draw(exercise);
    const written = saved ?? (build === null ? null : draftOf(build, null));
    if (written !== null) this.#readInputs(written);
    this.show(written ?? this.form.example);
  }

  draw(exercise: Exercise): void {
    this.#exercise = exercise;
    const { question, outcome, next, edits } = exercise;
    const committed = exercise.predictions.find((prediction) => prediction.question === question?.id);
    if (question === null) this.question.hidden = true;
    else if (isOpen(exercise)) this.question.ask(question);
    else if (committed !== undefined) this.question.lock(question, committed, this.#right);
    this.#outcome.hidden = outcome === null;
    if (outcome !== null) this.#outcome.replaceChildren(markup('div', outcome));
    this.edits.draw(edits);
    this.tasks.draw(exercise);
    this.#next.hidden = !exercise.unlocked;
    this.#next.replaceChildren(...recallLink(exercise));
    if (next !== null) {
      this.#next.append(`${t('Next:')} `, make('a', { class: 'button', href: next.url }, next.title));
    }
  }

  /** Marks, in the question, what was said and what the build says. */
  judge(evidence: Evidence): void {
    const { question, predictions } = this.#exercise;
    const committed = predictions.find((prediction) => prediction.question === question?.id);
    if (question === null || committed === undefined || evidence.question !== question.id) return;
    this.#right = evidence.right;
    this.question.lock(question, committed, evidence.right);
  }

  /** The draft, with what was typed in the lab's own fields in its files. */
  get request(): BuildRequest {
    return requestOf(this.draftOf(this.form.draft));
  }

  /** The lab's own draft in the editor; what is typed above it is no file there. */
  show(draft: Draft): void {
    this.form.draft = this.#withoutTyped(draft);
  }

  draftOf(draft: Draft): Draft {
    const typed = this.inputs.files;
    const others = this.#withoutTyped(draft).files;
    return { ...draft, files: [...others, ...Array.from(typed, ([path, content]) => ({ path, content }))] };
  }

  /** Turns to what follows from the build. */
  goOn(): void {
    this.more.scrollIntoView({ block: 'start' });
    this.more.focus({ preventScroll: true });
  }

  /** Leads to what is still to be typed; whether there is anything. */
  wantsInput(): boolean {
    const { empty } = this.inputs;
    empty?.focus();
    return empty !== undefined;
  }

  #withoutTyped(draft: Draft): Draft {
    const typed = this.inputs.files;
    return { ...draft, files: draft.files.filter(({ path }) => !typed.has(path)) };
  }

  #readInputs(draft: Draft): void {
    const texts = draft.files.map(({ path, content }) => [path, editableText(content) ?? ''] as const);
    this.inputs.files = new Map(texts);
  }
}

/** One question from an earlier step; the first step has none, so there it leads to its own. */
function recallLink({ step }: Exercise): HTMLElement[] {
  if (step === null) return [];
  const [href, words] =
    step === 1
      ? ['/quiz/1', t('Questions on this step')]
      : [`/quiz/${step}/earlier`, t('One question from an earlier step')];
  return [make('a', { class: 'recall', href }, words)];
}
