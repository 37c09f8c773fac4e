import type { LinkedBy } from '../gutter/line-gutter.ts';
import type { Sheet } from './sheets.ts';
import type { StackView } from './stack-view.ts';

/** Tells the index of the sheet under the pointer or with the focus, -1 where there is none. Once a change. */
export function pointing(view: StackView, tell: (index: number, by: LinkedBy) => void): void {
  const last: Record<LinkedBy, number> = { pointer: -1, focus: -1 };
  const point = (index: number, by: LinkedBy) => {
    if (index !== last[by]) tell(index, by);
    last[by] = index;
  };
  const { element, list } = view;
  element.addEventListener('pointermove', ({ target, clientX, clientY }) => {
    point(sheetUnder(view, target as Node, clientX, clientY), 'pointer');
  });
  element.addEventListener('pointerleave', () => point(-1, 'pointer'));
  element.addEventListener('focusin', ({ target }) => point(list.indexOf(target as Node), 'focus'));
  element.addEventListener('focusout', () => point(-1, 'focus'));
}

/** The index of the sheet at a point of the drawing, or in whose row `target` lies; -1 where there is none. */
export function sheetUnder({ stage, list }: StackView, target: Node, x: number, y: number): number {
  if (!stage.element.contains(target)) return list.indexOf(target);
  const box = stage.element.getBoundingClientRect();
  return stage.sheetAt({ x: x - box.left, y: y - box.top });
}

/** What an event tells of a sheet. */
export function detailOf({ key, step, layer }: Sheet): {
  key: string;
  step: number | null;
  layer: number | null;
} {
  return { key, step, layer: layer?.index ?? null };
}
