import { make } from '../dom.ts';
import { seconds } from '../format.ts';
import { t } from '../translate.ts';
import { type Bar, EXPORT } from './bars.ts';

/** What a digit of a number takes, px; bars too narrow for theirs go without. */
const DIGIT = 9;

/** The bars and the numbers under them. The range input over them says the same in words. */
export function barRow(bars: readonly Bar[], exported: boolean, width: number): HTMLElement[] {
  const shown = bars.flatMap((bar) => [barOf(bar), ...numberOf(bar, bars.length, width)]);
  if (!exported) return shown;
  const image = make('span', { class: 'bar', 'data-form': 'export', title: t('The image is recorded') });
  place(image, 1 - EXPORT, 1);
  const label = make('span', { class: 'number image' }, 'image');
  label.style.setProperty('left', `${100 * (1 - EXPORT)}%`);
  return [...shown, image, label];
}

function barOf({ form, word, number, seconds: took, start, end }: Bar): HTMLElement {
  const title = `${t('Step {number}', { number })}: ${word}${took > 0 ? `, ${seconds(took)}` : ''}`;
  const bar = make('span', { class: 'bar', 'data-form': form, title });
  place(bar, start, end);
  return bar;
}

function numberOf({ number, start, end }: Bar, count: number, width: number): HTMLElement[] {
  const fits = (end - start) * width >= DIGIT * `${number}`.length + 5;
  if (!fits && (count < 20 || number % 10 !== 0)) return [];
  const label = make('span', { class: 'number' }, `${number}`);
  label.style.setProperty('left', `${100 * start}%`);
  return [label];
}

function place({ style }: HTMLElement, start: number, end: number): void {
  style.setProperty('left', `${100 * start}%`);
  style.setProperty('width', `max(2px, calc(${100 * (end - start)}% - 2px))`);
}
