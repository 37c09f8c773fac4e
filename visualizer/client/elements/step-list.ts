import type { BuildState } from '../build-state.ts';
import { make, setText } from '../dom.ts';
import { tellLink } from '../gutter/line-gutter.ts';
import { stageWords } from '../stage-words.ts';
import { StepRow } from './step-row.ts';

/** The build's steps in the Dockerfile's order, one list per stage. */
export class StepList extends HTMLElement {
  #rows: StepRow[] = [];
  #planned: BuildState['steps'] | null = null;
  /** By stage: what becomes of it. */
  #notes = new Map<number, HTMLElement>();

  connectedCallback(): void {
    const pointed = (event: Event, by: 'pointer' | 'focus') => {
      const step = this.#rows.findIndex(({ element }) => element.contains(event.target as Node));
      tellLink(this, step < 0 ? null : step, by);
    };
    this.addEventListener('pointerover', (event) => pointed(event, 'pointer'));
    this.addEventListener('pointerleave', () => tellLink(this, null, 'pointer'));
    this.addEventListener('focusin', (event) => pointed(event, 'focus'));
    this.addEventListener('focusout', () => tellLink(this, null, 'focus'));
  }

  /** Marks a step as the one that something else on the page points at. */
  link(step: number | null): void {
    for (const [index, { element }] of this.#rows.entries())
      element.classList.toggle('linked', index === step);
  }

  /** Opens a step's log where it has one. */
  showLog(step: number): void {
    this.#rows[step]?.showLog();
  }

  draw(build: BuildState, now: number): void {
    this.hidden = build.steps.length === 0;
    if (build.steps.length !== this.#rows.length || build.seq < 2) this.#plan(build);
    build.steps.forEach((step, index) => {
      const running = step.status === 'running';
      if (running || step !== this.#planned?.[index] || build.status !== 'running') {
        this.#rows[index]?.draw(step, build, now);
      }
    });
    this.#planned = build.steps;
    for (const [stage, note] of this.#notes) {
      const words = stageWords(build, stage);
      setText(note, words && `· ${words}`);
    }
  }

  #plan(build: BuildState): void {
    this.#rows = build.steps.map(() => new StepRow());
    this.#planned = null;
    this.#notes.clear();
    const stages = [...new Set(build.steps.map((step) => step.stage_index))];
    const sections = stages.flatMap((stage) => {
      const rows = this.#rows.filter((_, index) => build.steps[index]?.stage_index === stage);
      const list = make('ol', { role: 'list', class: 'steps' }, ...rows.map((row) => row.element));
      const name = build.steps.find((step) => step.stage_index === stage)?.stage ?? String(stage);
      if (stages.length === 1) return [list];
      const note = make('span', { class: 'note' });
      this.#notes.set(stage, note);
      return [make('h4', {}, 'Stage ', make('code', {}, name), ' ', note), list];
    });
    this.replaceChildren(make('h3', {}, 'Steps'), ...sections);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'step-list': StepList;
  }
}
