import type { LineNote } from './line-notes.ts';

/**
 * Whatever shows a Dockerfile beside a build. It tells, by events that bubble, which step's line is pointed at
 * (`step-link` {step, by}) and which was pressed (`step-press` {step}).
 */
export interface LineGutter extends HTMLElement {
  /** Shows what a build says of its lines; `built` is the Dockerfile that it was given. */
  note(notes: readonly LineNote[], built: string): void;
  /** Marks a step's lines as those that something else on the page points at. */
  link(step: number | null): void;
  goTo(line: number): void;
}

export type LinkedBy = 'pointer' | 'focus';

/** Tells that a step is pointed at, or, with null, none any more. */
export function tellLink(from: Element, step: number | null, by: LinkedBy): void {
  from.dispatchEvent(new CustomEvent('step-link', { detail: { step, by }, bubbles: true }));
}
