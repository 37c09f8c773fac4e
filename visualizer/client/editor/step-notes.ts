import { type EditorState, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  WidgetType,
} from '@codemirror/view';
import { make } from '../dom.ts';
import { glyph } from '../elements/glyph.ts';
import type { LineNote } from '../gutter/line-notes.ts';
import { noteWords } from '../gutter/note-words.ts';

interface Noted {
  notes: readonly LineNote[];
  linked: number | null;
  below: DecorationSet;
  beside: RangeSet<GutterMarker>;
}

export const showNotes = StateEffect.define<readonly LineNote[]>();
export const linkStep = StateEffect.define<number | null>();

/** What the last build says of each line: a mark in the gutter, the words below the step's last line. */
export const stepNotes = StateField.define<Noted>({
  create: ({ doc }) => noted(doc, [], null),
  update(value, { effects, changes, state }) {
    const shown = effects.find((effect) => effect.is(showNotes));
    const linked = effects.find((effect) => effect.is(linkStep));
    if (shown !== undefined || linked !== undefined)
      return noted(state.doc, shown?.value ?? value.notes, linked ? linked.value : value.linked);
    // Until the notes find their new places, right after.
    return { ...value, below: value.below.map(changes), beside: value.beside.map(changes) };
  },
  provide: (field) => EditorView.decorations.from(field, ({ below }) => below),
});

export const stepGutter = gutter({
  class: 'cm-steps',
  markers: ({ state }) => state.field(stepNotes).beside,
  initialSpacer: () => new StepMark('settings', true),
});

function noted(doc: Text, given: readonly LineNote[], linked: number | null): Noted {
  const notes = given.filter(({ endLine }) => endLine <= doc.lines);
  const below = notes.flatMap((note) => [
    ...(note.step === linked ? linesOf(note).map((line) => LINKED.range(doc.line(line).from)) : []),
    ...(note.lints.length > 0 ? [LINT.range(doc.line(note.line).from)] : []),
    Decoration.widget({ widget: new NoteWidget(note), block: true, side: 1 }).range(
      doc.line(note.endLine).to,
    ),
  ]);
  const beside = notes.flatMap((note) =>
    linesOf(note).map((line) => new StepMark(note.form, line === note.line).range(doc.line(line).from)),
  );
  return { notes, linked, below: Decoration.set(below, true), beside: RangeSet.of(beside, true) };
}

export function notesIn(state: EditorState): readonly LineNote[] {
  return state.field(stepNotes).notes;
}

const LINKED = Decoration.line({ class: 'line-linked' });
const LINT = Decoration.line({ class: 'line-lint' });

function linesOf({ line, endLine }: LineNote): number[] {
  return Array.from({ length: endLine - line + 1 }, (_, offset) => line + offset);
}

class NoteWidget extends WidgetType {
  readonly #words: string;

  constructor(readonly note: LineNote) {
    super();
    const { form, word, facts, reason, lints } = note;
    this.#words = JSON.stringify([form, word, facts, reason, lints]);
  }

  override eq(other: NoteWidget): boolean {
    return other.#words === this.#words;
  }

  /** Said aloud when the cursor comes by; within the text it would be read as part of it. */
  override toDOM(): HTMLElement {
    const attributes = { class: 'step-note', 'data-form': this.note.form, 'aria-hidden': 'true' };
    return make('div', attributes, ...noteWords(this.note));
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

class StepMark extends GutterMarker {
  constructor(
    readonly form: LineNote['form'],
    readonly first: boolean,
  ) {
    super();
  }

  override eq(other: StepMark): boolean {
    return other.form === this.form && other.first === this.first;
  }

  override toDOM(): HTMLElement {
    const mark = make('div', { class: 'step-mark', 'data-form': this.form });
    if (this.first && this.form !== 'lint') mark.append(glyph(this.form));
    return mark;
  }
}
