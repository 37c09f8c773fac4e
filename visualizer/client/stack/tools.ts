import { make } from '../dom.ts';
import { t } from '../translate.ts';
import type { Command } from './keys.ts';

const TOOLS: readonly (readonly [Command, string, string])[] = [
  ['open', t('Open this sheet'), 'Enter'],
  ['merged', t('Merged view'), 'M'],
  ['find', t('Find a path'), 'F'],
  ['help', t('Keys'), '?'],
];

/** A button for each key that opens something. */
export function stackTools(perform: (command: Command) => void): HTMLElement {
  const buttons = TOOLS.map(([command, words, key]) => {
    const button = make('button', { type: 'button' }, words, make('kbd', { 'aria-hidden': 'true' }, key));
    button.addEventListener('click', () => perform(command));
    return button;
  });
  return make('div', { class: 'tools', role: 'group', 'aria-label': t('Look into the sheets') }, ...buttons);
}
