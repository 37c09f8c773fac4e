import type { BuildState } from '../build-state.ts';
import { make } from '../dom.ts';
import { StepRow } from './step-row.ts';

/** The build's steps in the Dockerfile's order, one list per stage. */
export class StepList extends HTMLElement {
  #rows: StepRow[] = [];
  #planned: BuildState['steps'] | null = null;

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
  }

  #plan(build: BuildState): void {
    this.#rows = build.steps.map(() => new StepRow());
    this.#planned = null;
    const stages = [...new Set(build.steps.map((step) => step.stage_index))];
    const sections = stages.flatMap((stage) => {
      const rows = this.#rows.filter((_, index) => build.steps[index]?.stage_index === stage);
      const list = make('ol', { role: 'list', class: 'steps' }, ...rows.map((row) => row.element));
      const name = build.steps.find((step) => step.stage_index === stage)?.stage ?? String(stage);
      return stages.length > 1 ? [make('h4', {}, 'Stage ', make('code', {}, name)), list] : [list];
    });
    this.replaceChildren(make('h3', {}, 'Steps'), ...sections);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'step-list': StepList;
  }
}
