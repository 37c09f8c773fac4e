import type { BuildError, BuildState } from '../build-state.ts';
import { make } from '../dom.ts';

/** Why the build failed: the engine's own words under the Dockerfile line that they are about. */
export class FailurePanel extends HTMLElement {
  #shown: BuildError | null = null;

  draw(build: BuildState, dockerfile: string): void {
    this.hidden = build.error === null;
    if (build.error === this.#shown) return;
    this.#shown = build.error;
    if (build.error === null) return;
    const { error, hint } = build.error;
    this.replaceChildren(
      make('h3', {}, title(build.error)),
      ...excerpt(dockerfile, faultyLines(build)),
      make('p', { class: 'label' }, 'The engine said'),
      make('pre', { class: 'engine-words', tabindex: '0', 'aria-label': 'The engine said' }, error.trim()),
      ...(hint === null ? [] : [make('p', { class: 'hint' }, make('b', {}, 'Hint: '), hint)]),
    );
  }
}

/** The lines of the failing instruction, or the one line that the engine named. */
export function faultyLines(build: BuildState): number[] {
  const { step: index = null, line = null } = build.error ?? {};
  const step = index === null ? undefined : build.steps[index];
  if (step !== undefined) {
    return Array.from({ length: step.end_line - step.line + 1 }, (_, offset) => step.line + offset);
  }
  return line === null ? [] : [line];
}

function title({ reason, line }: BuildError): string {
  const where = line === null ? '' : ` at line ${line}`;
  switch (reason) {
    case 'step':
      return `The command${where} failed`;
    case 'syntax':
      return `The Dockerfile cannot be read${where}`;
    case 'base':
      return `The base image${where} is not available`;
    case 'policy':
      return line === null ? 'This is not allowed here' : `Line ${line} is not allowed here`;
    case 'context':
      return `A file is missing or wrong${where}`;
    case 'secrets':
      return 'The secrets are gone';
    case 'time':
      return 'The build took too long';
    case 'engine':
      return 'The engine had a problem';
    case 'record':
      return 'The image was built, but could not be recorded';
    case 'container':
      return 'The container could not run';
    default:
      return unknownReason(reason);
  }
}

function unknownReason(reason: never): never {
  throw new Error(`unknown reason ${String(reason)}`);
}

function excerpt(dockerfile: string, faulty: readonly number[]): HTMLElement[] {
  const [first, last] = [faulty[0], faulty.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lines = dockerfile.split('\n');
  const rows: HTMLElement[] = [];
  for (let line = Math.max(1, first - 1); line <= Math.min(lines.length, last + 1); line += 1) {
    const text = make('code', {}, lines[line - 1] ?? '');
    const row = make(
      'li',
      { class: faulty.includes(line) ? 'faulty' : '' },
      make('span', {}, String(line)),
      text,
    );
    rows.push(row);
  }
  return [
    make(
      'ul',
      { class: 'excerpt', role: 'list', tabindex: '0', 'aria-label': 'Lines of the Dockerfile' },
      ...rows,
    ),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'failure-panel': FailurePanel;
  }
}
