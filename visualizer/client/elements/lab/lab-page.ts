import { readBoot } from '../../boot.ts';
import { showBoth } from '../../dom.ts';
import { type BuildRequest, draftOf, requestOf, withStages } from '../../draft.ts';
import { loadDraft, saveDraft } from '../../draft-store.ts';
import { applyEdit, changedLines, changeWords } from '../../lab/edit.ts';
import type { Evidence } from '../../lab/evidence.ts';
import type { Edit, Exercise, Task } from '../../lab/exercise.ts';
import { exerciseOf, postLabBuild, secondsOf } from '../../lab/lab-api.ts';
import { readyEvidence } from '../../lab/ready-evidence.ts';
import { isOpen, saidOf } from '../../lab/said.ts';
import { plannedBuild, planOf } from '../../predicting/planned.ts';
import { Refusal } from '../../problem.ts';
import type { Run } from '../../run.ts';
import { PREDICTIONS, type Reveal } from '../../stack/reveal.ts';
import type { Guess } from '../../stack/words.ts';
import { t } from '../../translate.ts';
import { BuildDesk } from '../build-desk.ts';
import { StepGuesses } from '../step-guesses.ts';
import { EvidencePanel, guessesOf } from './evidence-panel.ts';
import { LabStory } from './lab-story.ts';

/** A lab: what is asked and written on the left, what the build says of it on the right. */
export class LabPage extends HTMLElement {
  readonly #story = new LabStory();
  readonly #form = this.#story.form;
  readonly #desk = new BuildDesk(this, this.#form, {
    ended: (run) => void this.#ended(run),
    readiness: () => this.#readiness(),
  });
  readonly #result = this.#desk.result;
  readonly #evidence = new EvidencePanel();
  readonly #guesses = new StepGuesses(this.#result.stack, this.#story.trying);
  #exercise!: Exercise;
  #edit: Edit | null = null;
  #task: Task | null = null;
  #secondsBefore: number | null = null;

  connectedCallback(): void {
    const { build, engine, exercise } = readBoot(document);
    if (exercise === null) return;
    this.#exercise = exercise;
    this.#desk.engineReady = engine.ready;
    this.replaceChildren(this.#story.ask, this.#result, this.#story.more, this.#desk.voice);
    this.#result.aside.append(...this.#evidence.elements);
    this.#story.begin(exercise, loadDraft(exercise.slug), build);
    this.#result.summary.wait('Not built yet');
    this.#listen();
    this.#showReveal();
    if (build !== null) this.#desk.follow(build.id, build, build.shared);
    else void this.#plan();
    this.#desk.showButtons();
  }

  #listen(): void {
    const on = <T>(type: string, act: (detail: T) => void) =>
      this.addEventListener(type, (event) => act((event as CustomEvent<T>).detail));
    on('build', () => void this.#build());
    on('draft', () => this.#keep());
    this.#story.inputs.addEventListener('input', () => this.#keep());
    on('go-on', () => this.#story.goOn());
    on<number>('point', (step) => this.#point(step));
    on<{ edit: Edit; fresh: boolean }>('edit-chosen', ({ edit, fresh }) => this.#try(edit, fresh));
    on<Task>('task-chosen', (task) => this.#work(task));
    on('task-solved', () => void this.#refresh());
    on<{ step: number; guess: Guess }>('predict', ({ step, guess }) => this.#guesses.guess(step, guess));
    this.#story.tasks.draft = () => this.#request();
  }

  #request(): BuildRequest {
    return this.#task === null ? this.#story.request : requestOf(this.#form.draft);
  }

  async #build(): Promise<void> {
    if (this.#desk.mayBuild() && !this.#story.wantsInput())
      await this.#desk.send(withStages(this.#request()), (request) => this.#post(request));
  }

  async #post(request: BuildRequest): Promise<string> {
    const id = await postLabBuild(request, this.#exercise.slug, this.#said());
    this.#secondsBefore = this.#desk.run?.build.seconds ?? this.#secondsBefore;
    this.#evidence.clear();
    this.#guesses.stop();
    this.#showReveal();
    return id;
  }

  #said() {
    const { question } = this.#exercise;
    const said = this.#guesses.said;
    if (this.#edit?.question)
      return saidOf({ id: this.#edit.question.id, given: this.#story.trying.question }, said);
    const open = isOpen(this.#exercise) && question !== null;
    return saidOf(open ? { id: question.id, given: this.#story.question } : null, said);
  }

  async #ended(run: Run): Promise<void> {
    const evidence = await readyEvidence(run.id, this.#exercise.afterwards, ({ title }) =>
      this.#result.summary.wait(t('Going on with the image'), title),
    );
    await this.#refresh();
    if (run !== this.#desk.run) return;
    this.#result.summary.draw(run);
    this.#edit = null;
    this.#guesses.clear();
    this.#story.trying.hidden = true;
    if (evidence !== null) await this.#judge(run, evidence);
  }

  async #judge(run: Run, evidence: Evidence): Promise<void> {
    const earlier = this.#exercise.predictions.at(-2)?.build;
    if (this.#secondsBefore === null && earlier !== undefined && earlier !== run.id) {
      this.#secondsBefore = await secondsOf(earlier).catch(() => null);
    }
    const said = guessesOf(evidence);
    this.#showReveal(said.size > 0);
    this.#result.stack.predictions = said;
    this.#evidence.draw(run, evidence, this.#exercise, this.#secondsBefore, this.#result.share);
    this.#story.judge(evidence);
    const [step] = evidence.fact?.steps ?? [];
    if (step !== undefined) this.#result.stack.select(step);
  }

  async #refresh(): Promise<void> {
    try {
      this.#exercise = await exerciseOf(this.#exercise.slug);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    this.#story.draw(this.#exercise);
  }

  #try(edit: Edit, fresh: boolean): void {
    if (this.#desk.busy) return;
    const now = this.#story.request;
    const changed = fresh ? edit.result : applyEdit(now, edit);
    if (changed === null) {
      this.#story.edits.offerFresh(edit);
      return;
    }
    this.#task = null;
    this.#edit = edit;
    this.#story.tasks.active = null;
    this.#story.show(draftOf(changed, null));
    this.#keep();
    const lines = changedLines(now.dockerfile, changed.dockerfile);
    this.#form.files.turnTo(lines.length > 0 ? 'Dockerfile' : (edit.changes[0]?.path ?? ''));
    this.#form.dockerfile.highlight(lines);
    this.#story.trying.begin(edit, changeWords(now, changed, edit));
    this.#evidence.clear();
    if (edit.predict_steps) void this.#ask();
    else this.#result.summary.wait(t('Changed, not built yet'), t('Below is still the build before.'));
  }

  /** Shows what is to be built, and asks of each step. */
  async #ask(): Promise<void> {
    this.#guesses.ask(await this.#plan());
    this.#showReveal();
    showBoth(this.#story.trying, this.#result.stack);
  }

  async #plan() {
    const steps = await planOf(this.#form.draft.dockerfile);
    if (steps.length === 0 || this.#desk.busy) return steps;
    this.#result.clear();
    this.#result.summary.wait('Not built yet');
    // Which lines make a sheet may be what the question asks: until it is answered only the base is drawn.
    const open = isOpen(this.#exercise);
    this.#result.stack.state = plannedBuild(open ? steps.filter(({ keyword }) => keyword === 'FROM') : steps);
    this.#result.stack.hidden = false;
    return steps;
  }

  #work(task: Task): void {
    const place = `${this.#exercise.slug}:${task.id}`;
    this.#task = task;
    this.#edit = null;
    this.#story.trying.hidden = true;
    this.#form.example = draftOf(task.start, null);
    this.#form.draft = loadDraft(place) ?? this.#form.example;
    this.#form.dockerfile.scrollIntoView({ block: 'center' });
    this.#form.files.turnTo('Dockerfile').focus({ preventScroll: true });
    this.#keep();
  }

  #point(step: number): void {
    this.#result.stack.select(step);
    this.#result.stack.scrollIntoView({ block: 'nearest' });
  }

  #readiness(): 'ready' | 'incomplete' {
    return this.#task === null && this.#story.inputs.empty !== undefined ? 'incomplete' : 'ready';
  }

  /** Predictions need their own level of the picture, whatever the lab has reached. */
  #showReveal(judged = false): void {
    const least = this.#guesses.asking || judged ? PREDICTIONS : 1;
    this.#result.stack.reveal = Math.max(least, this.#exercise.reveal) as Reveal;
    this.#result.stack.predicting = this.#guesses.asking;
  }

  #keep(): void {
    const place = this.#task === null ? '' : `:${this.#task.id}`;
    this.#form.saved = saveDraft(
      this.#task === null ? this.#story.draftOf(this.#form.draft) : this.#form.draft,
      `${this.#exercise.slug}${place}`,
    );
    this.#desk.showButtons();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lab-page': LabPage;
  }
}
