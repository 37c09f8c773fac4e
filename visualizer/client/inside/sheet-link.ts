import { make } from '../dom.ts';
import type { Sheet } from '../stack/sheets.ts';
import { instructionOf, sheetNumber } from '../stack/words.ts';
import { visible } from './visible.ts';

/** Opens a sheet by its place in the pile, at a path. */
export type OpenSheet = (index: number, path: string | null) => void;

/** A button that leads to a sheet. */
export function sheetLink(sheet: Sheet, go: () => void): HTMLButtonElement {
  const number = sheetNumber(sheet);
  const short = number === '' ? instructionOf(sheet) : `Sheet ${number}`;
  const button = make('button', { type: 'button', class: 'link' }, visible(short));
  button.title = visible(instructionOf(sheet));
  button.addEventListener('click', go);
  return button;
}
