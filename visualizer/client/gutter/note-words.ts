import { make } from '../dom.ts';
import { type LineNote, lintWords } from './line-notes.ts';

/** What stands below a line: state, size and seconds, the reason, and what the engine's checks say. */
export function noteWords({ word, facts, reason, lints }: LineNote): HTMLElement[] {
  const told = [
    ...(word === '' ? [] : [make('b', {}, word)]),
    ...facts.map((fact) => make('span', {}, fact)),
    ...(reason === '' ? [] : [make('span', { class: 'why' }, reason)]),
  ];
  return [
    ...(told.length === 0 ? [] : [make('span', { class: 'told' }, ...told)]),
    ...lints.map((lint) => make('span', { class: 'lint' }, lintWords(lint))),
  ];
}
