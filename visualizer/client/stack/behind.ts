import type { StepState } from '../build-state.ts';
import { make } from '../dom.ts';
import { glyph } from '../elements/glyph.ts';
import { seconds } from '../format.ts';

/** The steps of the other stages: their sheets stay behind, none is in the image. */
export function behindList(steps: readonly StepState[]): HTMLElement[] {
  const stages = [...new Set(steps.map(({ stage_index }) => stage_index))];
  return stages.map((stage) => {
    const own = steps.filter(({ stage_index }) => stage_index === stage);
    const name = own[0]?.stage ?? '';
    const used = own.some(({ status }) => status !== 'skipped');
    const note = used ? 'stays behind, not in the image' : 'not needed, not in the image';
    return make(
      'section',
      { class: 'behind' },
      make('h3', {}, `Stage ${name}`, make('small', {}, note)),
      make('ol', { role: 'list' }, ...own.map(stepLine)),
    );
  });
}

function stepLine({ number, instruction, keyword, status, seconds: took }: StepState): HTMLElement {
  const form = keyword === 'FROM' && status === 'built' ? 'base' : status;
  const words = [form === 'settings' ? 'settings only' : form, took === null ? '' : seconds(took)];
  const state = make('span', { class: 'state' }, glyph(form), words.filter(Boolean).join(' · '));
  return make(
    'li',
    { 'data-form': form },
    make('span', { class: 'number' }, `${number}`),
    make('code', {}, instruction),
    state,
  );
}
