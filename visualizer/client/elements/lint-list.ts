import type { BuildState, LintState } from '../build-state.ts';
import { make } from '../dom.ts';
import { count } from '../format.ts';

/** What the engine's own checks say of the Dockerfile. `go-to-line` {line} leads to the line that one is about. */
export class LintList extends HTMLElement {
  readonly #summary = make('summary');
  readonly #list = make('ul', { role: 'list', 'aria-label': 'Checks of the Dockerfile' });
  #shown: BuildState['lints'] = [];

  connectedCallback(): void {
    if (this.#list.isConnected) return;
    this.append(make('details', { class: 'digests' }, this.#summary, this.#list));
  }

  draw({ lints }: BuildState): void {
    this.hidden = lints.length === 0;
    if (lints === this.#shown) return;
    this.#shown = lints;
    this.#summary.textContent = `The engine’s checks of the Dockerfile: ${count(lints.length, 'remark')}`;
    this.#list.replaceChildren(...lints.toSorted((a, b) => a.line - b.line).map((lint) => this.#item(lint)));
  }

  #item({ rule, text, url, line }: LintState): HTMLElement {
    const place = make('button', { type: 'button', class: 'quiet to-line' }, `line ${line}`);
    place.addEventListener('click', () => {
      this.dispatchEvent(new CustomEvent('go-to-line', { detail: { line }, bubbles: true }));
    });
    const name = make('code', {}, rule);
    const told = url === '' ? name : make('a', { href: url, rel: 'noreferrer' }, name);
    return make('li', {}, told, make('span', {}, text), place);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lint-list': LintList;
  }
}
