import { make } from '../dom.ts';
import type { Refusal, RequestProblem } from '../problem.ts';

/** Why the request was refused, each problem with a button that leads to its line. */
export class ProblemList extends HTMLElement {
  connectedCallback(): void {
    this.setAttribute('role', 'alert');
  }

  clear(): void {
    this.replaceChildren();
  }

  draw(refusal: Refusal, goTo: (line: number) => void): void {
    const wait = refusal.retryAfter === null ? '' : ` Try again in ${refusal.retryAfter} s.`;
    const items = refusal.problems.map((problem) => make('li', {}, ...words(problem, goTo)));
    const title = items.length > 0 ? 'This build was not started' : `${refusal.message}${wait}`;
    this.replaceChildren(
      make('p', { class: 'problem-title' }, title),
      ...(items.length > 0 ? [make('ul', { role: 'list' }, ...items)] : []),
    );
  }
}

function words({ line, path, message }: RequestProblem, goTo: (line: number) => void): (Node | string)[] {
  if (line === null) return path === null ? [message] : [make('code', {}, path), ` ${message}`];
  const button = make('button', { type: 'button', class: 'quiet' }, `Line ${line}`);
  button.addEventListener('click', () => goTo(line));
  return [button, message];
}

declare global {
  interface HTMLElementTagNameMap {
    'problem-list': ProblemList;
  }
}
