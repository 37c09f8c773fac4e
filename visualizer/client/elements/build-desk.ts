import { cancelBuild } from '../api.ts';
import { make } from '../dom.ts';
import { type BuildRequest, problemsOf } from '../draft.ts';
import { Refusal } from '../problem.ts';
import { Run } from '../run.ts';
import { t } from '../translate.ts';
import type { DraftForm } from './draft-form.ts';
import { faultyLines } from './failure-panel.ts';

const TICK = 250;

interface Hooks {
  /** Once for each build. */
  ended(run: Run): void;
  readiness?(): 'ready' | 'incomplete';
}

/** What every page does that has a form and a result: send, follow, cancel, and show what was refused or failed. */
export class BuildDesk {
  readonly result = make('build-result');
  readonly voice = make('live-region');
  engineReady = true;
  run: Run | null = null;
  #over: Run | null = null;
  #pressed: 'sending' | 'cancelling' | null = null;

  constructor(
    page: HTMLElement,
    readonly form: DraftForm,
    readonly hooks: Hooks,
  ) {
    this.result.lines = form.dockerfile;
    page.addEventListener('cancel', () => void this.#cancel());
    page.addEventListener('to-result', () => this.result.summary.turnTo());
    page.addEventListener('say', (event) => this.voice.add(String((event as CustomEvent).detail)));
    setInterval(() => this.run?.busy && this.#draw(), TICK);
  }

  get busy(): boolean {
    return this.run?.busy === true;
  }

  /** Whether Build may be pressed, once the form has shown what is wrong with it. */
  mayBuild(): boolean {
    if (!this.engineReady || this.#pressed !== null || this.busy) return false;
    const problems = problemsOf(this.form.draft);
    this.form.complain(problems);
    return problems.length === 0;
  }

  /** Asks for a build by `post`, which answers with its id, and follows it. */
  async send(request: BuildRequest, post: (request: BuildRequest) => Promise<string>): Promise<void> {
    this.#press('sending');
    try {
      this.follow(await post(request), request);
      this.result.summary.bringIntoView();
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#press(null);
    }
  }

  /** `shared` is the path of its link, null while it has none. */
  follow(id: string, request: BuildRequest, shared: string | null = null): void {
    this.run?.leave();
    this.form.problems.clear();
    this.form.dockerfile.mark([], '');
    const run = new Run(id, request, location.origin, () => run === this.run && this.#draw());
    this.run = run;
    this.voice.begin(run.build);
    this.#draw();
    this.result.share.draw(id, shared);
    this.form.hasResult = true;
    run.follow();
  }

  /** Brings the last build back, where what comes next was drawn in its place. */
  showAgain(): void {
    this.#draw();
    this.result.share.hidden = false;
  }

  showButtons(): void {
    const busy = this.busy || this.#pressed !== null;
    const waits = busy && this.run?.waits === true && this.run.build.status === 'queued';
    const ready = this.hooks.readiness?.() ?? 'ready';
    this.form.show(!this.engineReady ? 'no engine' : waits ? 'waiting' : busy ? 'building' : ready);
    const cancel = this.#pressed === 'cancelling' ? 'pressed' : 'ready';
    this.result.summary.showCancel(this.busy ? cancel : 'hidden');
  }

  #draw(): void {
    const { run } = this;
    if (run === null) return;
    this.result.draw(run);
    this.voice.build = run.build;
    if (!run.busy && this.#over !== run) this.#ended(run);
    this.showButtons();
  }

  #ended(run: Run): void {
    this.#over = run;
    if (this.#pressed === 'cancelling') this.#pressed = null;
    const unchanged = this.form.draft.dockerfile === run.request.dockerfile;
    const lines = unchanged ? faultyLines(run.build) : [];
    const [first] = lines;
    this.form.dockerfile.mark(
      lines,
      first === undefined ? '' : t('The build stopped at line {line}.', { line: first }),
    );
    this.hooks.ended(run);
  }

  async #cancel(): Promise<void> {
    if (this.run === null || this.#pressed !== null) return;
    this.#press('cancelling');
    try {
      await cancelBuild(this.run.id);
    } catch (error) {
      this.#press(null);
      this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    const lines = error.problems.flatMap(({ line }) => (line === null ? [] : [line]));
    const words = lines.length === 0 ? '' : t('The marked lines are not allowed. See below.');
    this.form.dockerfile.mark(lines, words);
    this.form.problems.draw(error, (line) => this.form.dockerfile.goTo(line));
  }

  #press(pressed: 'sending' | 'cancelling' | null): void {
    this.#pressed = pressed;
    this.showButtons();
  }
}
