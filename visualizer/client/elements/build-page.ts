import { cancelBuild, postBuild } from '../api.ts';
import { readBoot } from '../boot.ts';
import { make } from '../dom.ts';
import { type BuildRequest, type Draft, draftOf, EXAMPLE, problemsOf, requestOf } from '../draft.ts';
import { loadDraft, saveDraft, takeOffer } from '../draft-store.ts';
import { bytes } from '../format.ts';
import { Refusal } from '../problem.ts';
import { Run } from '../run.ts';
import { faultyLines } from './failure-panel.ts';
import { revealSelect } from './reveal-select.ts';

const TICK = 250;

/** The page: what is written on the left, what its build does on the right. */
export class BuildPage extends HTMLElement {
  readonly #form = make('draft-form');
  readonly #result = make('build-result');
  readonly #voice = make('live-region');
  #run: Run | null = null;
  /** Of the page's address; what follows it leads to places within. */
  #path = location.pathname;
  #pressed: 'sending' | 'cancelling' | null = null;
  #engineReady = true;

  connectedCallback(): void {
    const bases = [...this.childNodes];
    for (const size of this.querySelectorAll('data')) size.textContent = bytes(Number(size.value));
    const write = make('section', { class: 'write', 'aria-label': 'Your Dockerfile' }, this.#form, ...bases);
    this.replaceChildren(write, this.#result, this.#voice);
    this.#listen();
    this.#boot();
    setInterval(() => this.#run?.busy && this.#draw(), TICK);
  }

  #listen(): void {
    this.addEventListener('build', () => void this.#build());
    this.addEventListener('cancel', () => void this.#cancel());
    this.addEventListener('draft', () => this.#keep());
    this.addEventListener('say', (event) => {
      if (event instanceof CustomEvent) this.#voice.add(String(event.detail));
    });
    this.addEventListener('to-result', () => this.#result.summary.turnTo());
    window.addEventListener('popstate', () => {
      if (location.pathname !== this.#path) location.reload();
    });
  }

  #boot(): void {
    const { build, engine } = readBoot(document);
    const saved = loadDraft();
    this.#engineReady = engine.ready;
    this.#form.draft = startingDraft(saved, build);
    const offered = build === null ? takeOffer() : null;
    if (offered !== null) {
      this.#form.offer(offered);
      this.#keep();
    }
    this.#result.linked = true;
    this.#result.aside.append(
      revealSelect((reveal) => {
        this.#result.stack.reveal = reveal;
      }),
    );
    if (build !== null) this.#follow(build.id, build, build.shared);
    this.#showButtons();
  }

  async #build(): Promise<void> {
    if (!this.#engineReady || this.#pressed !== null || this.#run?.busy) return;
    const draft = this.#form.draft;
    const problems = problemsOf(draft);
    this.#form.complain(problems);
    if (problems.length > 0) return;
    this.#press('sending');
    try {
      const request = requestOf(draft);
      const id = await postBuild(request);
      this.#path = `/builds/${id}`;
      history.pushState(null, '', this.#path);
      this.#form.basedOn = id;
      this.#keep();
      this.#follow(id, request);
      this.#result.summary.bringIntoView();
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#press(null);
    }
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
    this.#form.problems.clear();
    this.#form.dockerfile.mark([], '');
    const run = new Run(id, request, location.origin, () => run === this.#run && this.#draw());
    this.#run = run;
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
    if (!run.busy) this.#ended(run);
    this.#showButtons();
  }

  #ended(run: Run): void {
    if (this.#pressed === 'cancelling') this.#pressed = null;
    const unchanged = this.#form.draft.dockerfile === run.request.dockerfile;
    const lines = unchanged ? faultyLines(run.build) : [];
    const [first] = lines;
    this.#form.dockerfile.mark(lines, first === undefined ? '' : `The build stopped at line ${first}.`);
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
    if (!this.#engineReady) this.#form.show('no engine');
    else this.#form.show(building || this.#pressed !== null ? 'building' : 'ready');
    const cancel = this.#pressed === 'cancelling' ? 'pressed' : 'ready';
    this.#result.summary.showCancel(building ? cancel : 'hidden');
  }

  #keep(): void {
    this.#form.saved = saveDraft(this.#form.draft);
  }
}

/** On a build's own page its request, unless the learner went on writing there; else the last draft. */
function startingDraft(saved: Draft | null, build: ({ id: string } & BuildRequest) | null): Draft {
  if (build === null) return saved ?? EXAMPLE;
  return saved?.basedOn === build.id ? saved : draftOf(build, build.id);
}

declare global {
  interface HTMLElementTagNameMap {
    'build-page': BuildPage;
  }
}
