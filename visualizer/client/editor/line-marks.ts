import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

export type LineMark = 'faulty' | 'changed';

export const showMarks = StateEffect.define<{ starts: readonly number[]; kind: LineMark }>();

/** Whole lines that are at fault or were just changed; they move with the text. */
export const lineMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects }) {
    const shown = effects.find((effect) => effect.is(showMarks));
    if (shown === undefined) return marks.map(changes);
    const { starts, kind } = shown.value;
    return Decoration.set(
      starts.map((start) => Decoration.line({ class: `line-${kind}` }).range(start)),
      true,
    );
  },
  provide: (field) => EditorView.decorations.from(field),
});
