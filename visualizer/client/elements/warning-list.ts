import type { BuildState } from '../build-state.ts';
import { make } from '../dom.ts';
import { stepName } from '../step-words.ts';

/** What the engine and the lab warn of, though the build went on. */
export class WarningList extends HTMLElement {
  #shown: BuildState['warnings'] = [];

  draw(build: BuildState): void {
    this.hidden = build.warnings.length === 0;
    if (build.warnings === this.#shown) return;
    this.#shown = build.warnings;
    const items = build.warnings.map(({ step, text }) => {
      const of = step === null ? undefined : build.steps[step];
      return make('li', {}, ...(of ? [make('b', {}, `${stepName(of, build)}: `)] : []), text.trim());
    });
    this.replaceChildren(make('ul', { role: 'list', 'aria-label': 'Warnings' }, ...items));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'warning-list': WarningList;
  }
}
