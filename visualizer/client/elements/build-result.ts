import { type BuildState, hasEnded } from '../build-state.ts';
import { make } from '../dom.ts';
import type { LineGutter } from '../gutter/line-gutter.ts';
import type { StepLinks } from '../gutter/step-links.ts';
import { layerFiles } from '../layer-files.ts';
import { hashOf, type Pointed, pointedBy } from '../moment-link.ts';
import type { Run } from '../run.ts';
import { CHAINS } from '../stack/reveal.ts';
import { reasonsOf } from '../step-words.ts';
import type { BuildTimeline } from '../timeline/build-timeline.ts';
import { t } from '../translate.ts';
import { Waiting } from '../waiting/waiting.ts';

const ADDRESS_PAUSE = 300;

/** What a build did: in two lines, as sheets, as a line of time, and step by step with its logs. */
export class BuildResult extends HTMLElement {
  readonly summary = make('build-summary');
  readonly stack = make('layer-stack', { hidden: '' });
  readonly #stages = make('stage-map', { hidden: '' });
  readonly #warnings = make('warning-list', { hidden: '' });
  readonly #failure = make('failure-panel', { hidden: '' });
  readonly #lints = make('lint-list', { hidden: '' });
  readonly #steps = make('step-list', { hidden: '' });
  readonly #layers = make('layer-list');
  readonly #tools = make('take-along', { hidden: '' });
  readonly #anatomy = make('digest-anatomy', { hidden: '' });
  readonly #digests = make('details', { class: 'digests', hidden: '' });
  /** Where the Dockerfile is shown beside it. */
  lines: LineGutter | null = null;
  #later: Promise<typeof import('../later.ts')> | null = null;
  /** Null until the first build is shown. */
  #timeline: BuildTimeline | null = null;
  #links: StepLinks | null = null;
  readonly share = make('share-link', { hidden: '' });
  /** Whether the page's address follows the moment and the sheet shown. */
  linked = false;
  /** Between the summary and the sheets. */
  readonly aside = make('div', { class: 'before-stack' });
  readonly #waiting = new Waiting(this.summary, () => this.summary.turnTo());
  #run: Run | null = null;
  #explained: BuildState['steps'] = [];
  /** Whether the newest moment is shown; else somebody is looking back. */
  #live = true;
  /** Where the page's address leads, until the log has come that far. */
  #pointed: Pointed | null = null;
  #writing: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    if (this.summary.isConnected) return;
    this.setAttribute('role', 'region');
    this.setAttribute('aria-labelledby', 'result-title');
    this.#digests.append(make('summary', {}, t('Layers and digests as a list')), this.#layers);
    const text = make('div', { class: 'result-text' }, this.#steps, this.#lints, this.#digests);
    this.append(this.summary, this.#failure, this.#warnings, this.aside);
    this.append(this.stack, this.#stages, this.share, this.#tools, this.#anatomy, text);
    this.share.hash = () => this.#hash;
    window.addEventListener('hashchange', () => {
      if (this.linked && this.#run !== null) this.#goThere(this.#run, pointedBy(location.hash));
    });
    this.addEventListener('go-to-line', (event) => {
      this.lines?.goTo((event as CustomEvent<{ line: number }>).detail.line);
    });
    this.stack.addEventListener('sheet-select', () => {
      this.#writeAddress();
      void this.#later?.then(() => this.#anatomy.refresh());
    });
    this.stack.addEventListener('command', (event) => {
      const { command } = (event as CustomEvent<{ command: string }>).detail;
      if (this.#timeline?.perform(command)) event.preventDefault();
    });
  }

  draw(run: Run): void {
    const { build } = run;
    if (run !== this.#run) this.#follow(run);
    this.#waiting.draw(run, run.busy && build.status === 'queued');
    this.summary.draw(run);
    this.#warnings.draw(build);
    this.#failure.draw(build, run.request.dockerfile);
    // What was planned stays in sight until the engine has read the same.
    const known = build.steps.length > 0 || hasEnded(build);
    if (known) this.stack.hidden = build.steps.length === 0 && build.layers.length === 0;
    if (this.#live && known) this.stack.state = build;
    this.#drawLate(this.#live ? build : null);
    if (build.steps !== this.#explained) this.#explain(build.steps);
  }

  /** Every rebuilt step says why, in place; a cached one, why what changed did not matter. */
  #explain(steps: BuildState['steps']): void {
    this.#explained = steps;
    this.stack.reasons = reasonsOf(steps);
  }

  /** What shows nothing before a build. `moment` is the state shown, null where that stays as it is. */
  #drawLate(moment: BuildState | null): void {
    const run = this.#run;
    if (run === null) return;
    this.#later ??= import('../later.ts');
    void this.#later.then(({ StepLinks }) => {
      if (run !== this.#run) return;
      this.#drawTimeline(run);
      this.#steps.draw(run.build, run.now);
      this.#lints.draw(run.build);
      this.#layers.draw(run.build);
      this.#digests.hidden = run.build.layers.length === 0;
      this.#tools.place = () => this.#place(run);
      this.#tools.draw(run, this.stack);
      this.#anatomy.selected = () => this.stack.selectedLayer;
      this.#anatomy.draw(run.build, run.resource);
      this.#anatomy.hidden ||= this.stack.reveal < CHAINS;
      if (moment === null) return;
      this.#stages.open = run.resource.startsWith('builds/')
        ? (stage, from) => this.#openStage(run, stage, from)
        : null;
      this.#stages.draw(moment, run.resource);
      if (this.lines === null) return;
      this.#links ??= new StepLinks(this.lines, this.stack, this.#steps);
      this.#links.draw(moment, this.#clock(run), run.request.dockerfile);
    });
  }

  #drawTimeline(run: Run): void {
    const { entries, build } = run;
    this.#timeline ??= this.#begunTimeline();
    // Of an image that was only read there is no course of time.
    this.#timeline.hidden = entries.length < 3 || (build.steps.length === 0 && build.layers.length > 0);
    this.#timeline.entries = entries;
    if (this.#pointed !== null) this.#goThere(run, this.#pointed);
  }

  #begunTimeline(): BuildTimeline {
    const timeline = make('build-timeline');
    timeline.addEventListener('moment', (event) => {
      this.#live = (event as CustomEvent<{ live: boolean }>).detail.live;
      this.#showMoment();
      this.#writeAddress();
    });
    this.stack.after(timeline);
    return timeline;
  }

  async #openStage({ build, resource }: Run, stage: number, from: HTMLElement): Promise<void> {
    const { openStage } = await import('../inside/other-pile.ts');
    if (this.stack.shadowRoot !== null) await openStage(this.stack.shadowRoot, build, stage, resource, from);
  }

  /** Nothing of a build any more: what comes next has not run. */
  clear(): void {
    this.#run = null;
    this.#links?.clear();
    if (this.#timeline !== null) this.#timeline.hidden = true;
    this.#warnings.hidden = true;
    this.#lints.hidden = true;
    this.#failure.hidden = true;
    this.#steps.hidden = true;
    this.#stages.hidden = true;
    this.share.hidden = true;
    this.#digests.hidden = true;
    this.#anatomy.hidden = true;
    this.#tools.hidden = true;
  }

  #follow(run: Run): void {
    this.#run = run;
    this.#links?.clear();
    if (this.linked) this.#pointed = pointedBy(location.hash);
    clearTimeout(this.#writing);
    this.#live = true;
    if (this.#timeline !== null) Object.assign(this.#timeline, { entries: [], seq: 0 });
    this.#stages.after(this.share);
    this.stack.files = (layer) => layerFiles(run.resource, layer);
    this.stack.resource = run.resource;
    this.stack.clock = () => this.#clock(run);
  }

  /** Once: the moment and the sheet that the address names. */
  #goThere(run: Run, { at, sheet }: Pointed): void {
    if (at !== null && run.entries.length < at && !hasEnded(run.build)) return;
    this.#pointed = null;
    if (sheet !== null) this.stack.chosen = sheet;
    if (this.#timeline === null || at === null || at >= run.entries.length) return;
    this.#timeline.seq = at;
    this.#live = false;
    this.#showMoment();
  }

  get #hash(): string {
    return hashOf({ at: this.#live ? null : this.#seq, sheet: this.stack.chosen });
  }

  /** The build's own page where it is not shared; then nobody else can open it. */
  #place({ resource }: Run): { url: string; note: string } {
    const { path } = this.share;
    const own = path === null && resource.startsWith('builds/');
    const note = own ? t('Only you can open it, until you share the build.') : '';
    return { url: `${location.origin}${path ?? `/${resource}`}${this.#hash}`, note };
  }

  /** Browsers allow an address to change only so often; scrubbing is quicker. */
  #writeAddress(): void {
    this.share.refresh();
    clearTimeout(this.#writing);
    if (!this.linked) return;
    this.#writing = setTimeout(() => {
      history.replaceState(history.state, '', `${location.pathname}${location.search}${this.#hash}`);
    }, ADDRESS_PAUSE);
  }

  get #seq(): number {
    return this.#timeline?.seq ?? 0;
  }

  #showMoment(): void {
    if (this.#run === null) return;
    const shown = (this.#live ? null : this.#timeline?.replay.at(this.#seq)) ?? this.#run.build;
    this.stack.state = shown;
    this.#drawLate(shown);
  }

  /** At the moment shown, seconds have passed only up to there. */
  #clock(run: Run): number {
    return this.#live ? run.now : (run.entries[this.#seq - 1]?.at ?? run.now);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'build-result': BuildResult;
  }
}
