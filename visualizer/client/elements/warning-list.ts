import type { BuildState, LintState } from '../build-state.ts';
import { make } from '../dom.ts';
import { stepName } from '../step-words.ts';

/** What the engine and the lab warn of, though the build went on. `go-to-line` leads to a line that one is about. */
export class WarningList extends HTMLElement {
  #shown: readonly unknown[] = [];

  draw(build: BuildState): void {
    const { warnings, lints } = build;
    this.hidden = warnings.length === 0 && lints.length === 0;
    if (warnings === this.#shown[0] && lints === this.#shown[1]) return;
    this.#shown = [warnings, lints];
    const said = warnings.map(({ step, text }) => {
      const of = step === null ? undefined : build.steps[step];
      const whose = of ? [make('b', {}, `${stepName(of, build)}: `)] : [];
      return make('li', {}, ...whose, text.trim());
    });
    const checked = lints.toSorted((a, b) => a.line - b.line).map((lint) => this.#checked(lint));
    this.replaceChildren(make('ul', { role: 'list', 'aria-label': 'Warnings' }, ...said, ...checked));
  }

  #checked({ rule, text, url, line }: LintState): HTMLElement {
    const place = make('button', { type: 'button', class: 'quiet' }, `Line ${line}`);
    place.addEventListener('click', () => {
      this.dispatchEvent(new CustomEvent('go-to-line', { detail: { line }, bubbles: true }));
    });
    const name =
      url === ''
        ? make('code', {}, rule)
        : make('a', { href: url, rel: 'noreferrer' }, make('code', {}, rule));
    return make('li', { class: 'lint' }, place, name, make('span', {}, text));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'warning-list': WarningList;
  }
}
