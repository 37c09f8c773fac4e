import { make } from '../dom.ts';
import { seconds } from '../format.ts';
import { type Bar, EXPORT } from './bars.ts';

/** Narrower bars, in parts of the width, go without their number. */
const ROOM_FOR_NUMBER = 0.022;

/** The bars and the numbers under them. The range input over them says the same in words. */
export function barRow(bars: readonly Bar[], exported: boolean): HTMLElement[] {
  const shown = bars.flatMap((bar) => [barOf(bar), ...numberOf(bar, bars.length)]);
  if (!exported) return shown;
  const image = make('span', { class: 'bar', 'data-form': 'export', title: 'The image is recorded' });
  place(image, 1 - EXPORT, 1);
  const label = make('span', { class: 'number image' }, 'image');
  label.style.setProperty('left', `${100 * (1 - EXPORT)}%`);
  return [...shown, image, label];
}

function barOf({ form, word, number, seconds: took, start, end }: Bar): HTMLElement {
  const title = `Step ${number}: ${word}${took > 0 ? `, ${seconds(took)}` : ''}`;
  const bar = make('span', { class: 'bar', 'data-form': form, title });
  place(bar, start, end);
  return bar;
}

function numberOf({ number, start, end }: Bar, count: number): HTMLElement[] {
  if (end - start < ROOM_FOR_NUMBER && (count < 20 || number % 10 !== 0)) return [];
  const label = make('span', { class: 'number' }, `${number}`);
  label.style.setProperty('left', `${100 * start}%`);
  return [label];
}

function place({ style }: HTMLElement, start: number, end: number): void {
  style.setProperty('left', `${100 * start}%`);
  style.setProperty('width', `max(2px, calc(${100 * (end - start)}% - 2px))`);
}
