import type { LinkedBy } from '../gutter/line-gutter.ts';
import type { StackView } from './stack-view.ts';

/** Tells the index of the sheet under the pointer or with the focus, -1 where there is none. Once a change. */
export function pointing(view: StackView, tell: (index: number, by: LinkedBy) => void): void {
  const last: Record<LinkedBy, number> = { pointer: -1, focus: -1 };
  const point = (index: number, by: LinkedBy) => {
    if (index !== last[by]) tell(index, by);
    last[by] = index;
  };
  const { element, stage, list } = view;
  element.addEventListener('pointermove', ({ target, clientX, clientY }) => {
    if (!stage.element.contains(target as Node)) return point(list.indexOf(target as Node), 'pointer');
    const box = stage.element.getBoundingClientRect();
    point(stage.sheetAt({ x: clientX - box.left, y: clientY - box.top }), 'pointer');
  });
  element.addEventListener('pointerleave', () => point(-1, 'pointer'));
  element.addEventListener('focusin', ({ target }) => point(list.indexOf(target as Node), 'focus'));
  element.addEventListener('focusout', () => point(-1, 'focus'));
}
