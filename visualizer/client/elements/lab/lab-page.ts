import { cancelBuild } from '../../api.ts';
import { readBoot } from '../../boot.ts';
import { make, showBoth } from '../../dom.ts';
import { type BuildRequest, draftOf, problemsOf, requestOf } from '../../draft.ts';
import { loadDraft, saveDraft } from '../../draft-store.ts';
import { applyEdit, changedLines } from '../../lab/edit.ts';
import type { Evidence } from '../../lab/evidence.ts';
import type { Edit, Exercise, Task } from '../../lab/exercise.ts';
import { exerciseOf, planOf, postLabBuild, secondsOf } from '../../lab/lab-api.ts';
import { plannedBuild } from '../../lab/planned.ts';
import { readyEvidence } from '../../lab/ready-evidence.ts';
import { isOpen, saidOf } from '../../lab/said.ts';
import { Refusal } from '../../problem.ts';
import { Run } from '../../run.ts';
import { PREDICTIONS, type Reveal } from '../../stack/reveal.ts';
import type { Guess } from '../../stack/words.ts';
import { faultyLines } from '../failure-panel.ts';
import { EvidencePanel, guessesOf } from './evidence-panel.ts';
import { LabStory } from './lab-story.ts';

const TICK = 250;

/** A lab: what is asked and written on the left, what the build says of it on the right. */
export class LabPage extends HTMLElement {
  readonly #story = new LabStory();
  readonly #form = this.#story.form;
  readonly #result = make('build-result');
  readonly #evidence = new EvidencePanel();
  readonly #voice = make('live-region');
  #exercise!: Exercise;
  #run: Run | null = null;
  #judged: Run | null = null;
  #edit: Edit | null = null;
  #task: Task | null = null;
  #guesses = new Map<number, Guess>();
  /** How many steps are asked about; 0 while none is. */
  #asked = 0;
  #secondsBefore: number | null = null;
  #pressed: 'sending' | 'cancelling' | null = null;
  #engineReady = true;

  connectedCallback(): void {
    const { build, engine, exercise } = readBoot(document);
    if (exercise === null) return;
    this.#exercise = exercise;
    this.#engineReady = engine.ready;
    this.replaceChildren(this.#story.ask, this.#result, this.#story.more, this.#voice);
    this.#result.aside.append(...this.#evidence.elements);
    this.#story.begin(exercise, loadDraft(exercise.slug), build);
    this.#result.summary.wait('Not built yet');
    this.#listen();
    this.#showReveal();
    if (build !== null) this.#follow(build.id, build, build.shared);
    else void this.#plan();
    this.#showButtons();
    setInterval(() => this.#run?.busy && this.#draw(), TICK);
  }

  #listen(): void {
    const on = <T>(type: string, act: (detail: T) => void) =>
      this.addEventListener(type, (event) => act((event as CustomEvent<T>).detail));
    on('build', () => void this.#build());
    on('to-result', () => this.#result.summary.turnTo());
    on('cancel', () => void this.#cancel());
    on('draft', () => this.#keep());
    this.#story.inputs.addEventListener('input', () => this.#keep());
    on<string>('say', (sentence) => this.#voice.add(sentence));
    on<number>('point', (step) => this.#point(step));
    on<{ edit: Edit; fresh: boolean }>('edit-chosen', ({ edit, fresh }) => this.#try(edit, fresh));
    on<Task>('task-chosen', (task) => this.#work(task));
    on('task-solved', () => void this.#refresh());
    on<{ step: number; guess: Guess }>('predict', ({ step, guess }) => this.#guess(step, guess));
    this.#story.tasks.draft = () => this.#request();
  }

  #request(): BuildRequest {
    return this.#task === null ? this.#story.request : requestOf(this.#form.draft);
  }

  async #build(): Promise<void> {
    if (!this.#engineReady || this.#pressed !== null || this.#run?.busy) return;
    const problems = problemsOf(this.#form.draft);
    this.#form.complain(problems);
    if (problems.length > 0 || this.#story.wantsInput()) return;
    this.#press('sending');
    try {
      const request = this.#request();
      const id = await postLabBuild(request, this.#exercise.slug, this.#said());
      this.#secondsBefore = this.#run?.build.seconds ?? this.#secondsBefore;
      this.#follow(id, request);
      this.#result.summary.bringIntoView();
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#press(null);
    }
  }

  #said() {
    const { question } = this.#exercise;
    if (this.#edit?.question)
      return saidOf({ id: this.#edit.question.id, given: this.#story.trying.question }, this.#guesses);
    const open = isOpen(this.#exercise) && question !== null;
    return saidOf(open ? { id: question.id, given: this.#story.question } : null, this.#guesses);
  }

  async #cancel(): Promise<void> {
    if (this.#run === null || this.#pressed !== null) return;
    this.#press('cancelling');
    try {
      await cancelBuild(this.#run.id);
    } catch (error) {
      this.#press(null);
      this.#refused(error);
    }
  }

  #follow(id: string, request: BuildRequest, shared: string | null = null): void {
    this.#run?.leave();
    this.#evidence.clear();
    this.#form.problems.clear();
    this.#form.dockerfile.mark([], '');
    this.#asked = 0;
    const run = new Run(id, request, location.origin, () => run === this.#run && this.#draw());
    this.#run = run;
    this.#showReveal();
    this.#voice.begin(run.build);
    this.#draw();
    this.#result.share.draw(id, shared);
    this.#form.hasResult = true;
    run.follow();
  }

  #draw(): void {
    const run = this.#run;
    if (run === null) return;
    this.#result.draw(run);
    this.#voice.build = run.build;
    if (!run.busy && this.#judged !== run) {
      this.#judged = run;
      void this.#ended(run);
    }
    this.#showButtons();
  }

  async #ended(run: Run): Promise<void> {
    if (this.#pressed === 'cancelling') this.#pressed = null;
    const same = this.#form.draft.dockerfile === run.request.dockerfile;
    const [first, ...rest] = same ? faultyLines(run.build) : [];
    if (first !== undefined)
      this.#form.dockerfile.mark([first, ...rest], `The build stopped at line ${first}.`);
    const evidence = await readyEvidence(run.id, this.#exercise.runs, ({ title }) =>
      this.#result.summary.wait('Running a container of the image', title),
    );
    await this.#refresh();
    if (run !== this.#run) return;
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
    if (this.#run?.busy) return;
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
    this.#story.trying.begin(
      edit,
      lines,
      edit.changes.map(({ path }) => path),
    );
    this.#evidence.clear();
    if (edit.predict_steps) void this.#ask();
  }

  /** Shows what is to be built, and asks of each step. */
  async #ask(): Promise<void> {
    this.#guesses.clear();
    const steps = await this.#plan();
    this.#asked = steps.filter(({ predictable }) => predictable).length;
    this.#showReveal();
    this.#result.stack.predictions = new Map();
    this.#story.trying.progress(0, this.#asked);
    showBoth(this.#story.trying, this.#result.stack);
  }

  async #plan() {
    const steps = await planOf(this.#form.draft.dockerfile);
    if (steps.length === 0 || this.#run?.busy) return steps;
    this.#result.clear();
    this.#result.summary.wait('Not built yet');
    // Which lines make a sheet may be what the question asks: until it is answered only the base is drawn.
    const open = isOpen(this.#exercise);
    this.#result.stack.state = plannedBuild(open ? steps.filter(({ keyword }) => keyword === 'FROM') : steps);
    this.#result.stack.hidden = false;
    return steps;
  }

  #guess(step: number, guess: Guess): void {
    if (this.#asked === 0) return;
    this.#guesses.set(step, guess);
    this.#result.stack.predictions = new Map(this.#guesses);
    this.#story.trying.progress(this.#guesses.size, this.#asked);
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

  #refused(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    const lines = error.problems.flatMap(({ line }) => (line === null ? [] : [line]));
    this.#form.dockerfile.mark(
      lines,
      lines.length === 0 ? '' : 'The marked lines are not allowed. See below.',
    );
    this.#form.problems.draw(error, (line) => this.#form.dockerfile.goTo(line));
  }

  #press(pressed: 'sending' | 'cancelling' | null): void {
    this.#pressed = pressed;
    this.#showButtons();
  }

  #showButtons(): void {
    const building = this.#run?.busy === true;
    const waiting = building || this.#pressed !== null;
    this.#form.show(!this.#engineReady ? 'no engine' : waiting ? 'building' : this.#readiness());
    const cancel = this.#pressed === 'cancelling' ? 'pressed' : 'ready';
    this.#result.summary.showCancel(building ? cancel : 'hidden');
  }

  #readiness(): 'ready' | 'incomplete' {
    return this.#task === null && this.#story.inputs.empty !== undefined ? 'incomplete' : 'ready';
  }

  /** Predictions need their own level of the picture, whatever the lab has reached. */
  #showReveal(judged = false): void {
    const least = this.#asked > 0 || judged ? PREDICTIONS : 1;
    this.#result.stack.reveal = Math.max(least, this.#exercise.reveal) as Reveal;
    this.#result.stack.predicting = this.#asked > 0;
  }

  #keep(): void {
    const place = this.#task === null ? '' : `:${this.#task.id}`;
    this.#form.saved = saveDraft(
      this.#task === null ? this.#story.draftOf(this.#form.draft) : this.#form.draft,
      `${this.#exercise.slug}${place}`,
    );
    this.#showButtons();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lab-page': LabPage;
  }
}
