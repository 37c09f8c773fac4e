import { make } from '../dom.ts';
import type { Command } from './keys.ts';

const TOOLS: readonly (readonly [Command, string, string])[] = [
  ['open', 'Open this sheet', 'Enter'],
  ['merged', 'Merged view', 'M'],
  ['find', 'Find a path', 'F'],
  ['help', 'Keys', '?'],
];

/** A button for each key that opens something. */
export function stackTools(perform: (command: Command) => void): HTMLElement {
  const buttons = TOOLS.map(([command, words, key]) => {
    const button = make('button', { type: 'button' }, words, make('kbd', { 'aria-hidden': 'true' }, key));
    button.addEventListener('click', () => perform(command));
    return button;
  });
  return make('div', { class: 'tools', role: 'group', 'aria-label': 'Look into the sheets' }, ...buttons);
}
