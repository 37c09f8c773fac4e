import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import type { LineNote } from '../gutter/line-notes.ts';
import { type LineMark, lineMarks, showMarks } from './line-marks.ts';
import { linkStep, notesIn, showNotes, stepGutter, stepNotes } from './step-notes.ts';
import { COLOURS, THEME } from './theme.ts';

const BAR = 84;

export interface EditorOptions {
  text: string;
  label: string;
  describedBy: string;
  changed: () => void;
  /** The line, from 1, where the cursor is; null once the editor has lost the focus. */
  moved: (line: number | null) => void;
  /** The line under the pointer, its note included. */
  hovered: (line: number | null) => void;
  /** A line was asked about: its note was clicked, or Alt+Enter pressed on it. */
  pressed: (line: number) => void;
}

/** CodeMirror in a shadow root, where its styles are constructed sheets, as the page's security policy asks. */
export class CodeEditor {
  readonly #view: EditorView;

  constructor(root: ShadowRoot, options: EditorOptions) {
    const { text, label, describedBy, changed, moved, pressed } = options;
    const attributes = { 'aria-label': label, 'aria-description': describedBy, spellcheck: 'false' };
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          stepNotes,
          stepGutter,
          history(),
          drawSelection(),
          highlightSpecialChars(),
          StreamLanguage.define(dockerFile),
          syntaxHighlighting(COLOURS),
          THEME,
          EditorView.scrollHandler.of((view, { head }) => stayAboveBar(view, head)),
          lineMarks,
          // Tab is left to the page, so that it never traps; Ctrl+Enter to the form around.
          keymap.of([
            { key: 'Mod-Enter', run: () => true },
            { key: 'Alt-Enter', run: ({ state }) => this.#press(lineOf(state), pressed) },
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.contentAttributes.of({ ...attributes, autocapitalize: 'off', tabindex: '0' }),
          EditorView.domEventHandlers({ beforeinput: insertPlainly }),
          EditorView.updateListener.of(({ docChanged, selectionSet, focusChanged, state, view }) => {
            if (docChanged) changed();
            if (docChanged || selectionSet || focusChanged) moved(view.hasFocus ? lineOf(state) : null);
          }),
        ],
      }),
    });
    this.#listen(options);
  }

  get value(): string {
    return this.#view.state.doc.toString();
  }

  set value(text: string) {
    if (text === this.value) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  focus(start: number, end = start): void {
    const most = this.#view.state.doc.length;
    const selection = { anchor: Math.min(start, most), head: Math.min(end, most) };
    this.#view.dispatch({ selection, scrollIntoView: true });
    this.#view.focus();
  }

  note(notes: readonly LineNote[]): void {
    if (notes.length + notesIn(this.#view.state).length === 0) return;
    this.#view.dispatch({ effects: showNotes.of(notes) });
  }

  /** Marks a step's lines, and brings them into the editor's view where it scrolls. */
  link(step: number | null, line: number | null): void {
    this.#view.dispatch({ effects: linkStep.of(step) });
    if (line === null || this.#view.hasFocus) return;
    const { scrollDOM, state } = this.#view;
    const { top, bottom } = this.#view.lineBlockAt(state.doc.line(line).from);
    const { scrollTop, clientHeight } = scrollDOM;
    if (top < scrollTop || bottom > scrollTop + clientHeight) scrollDOM.scrollTop = top - clientHeight / 3;
  }

  #press(line: number, pressed: (line: number) => void): boolean {
    pressed(line);
    return true;
  }

  #listen({ hovered, pressed }: EditorOptions): void {
    const { dom } = this.#view;
    dom.addEventListener('pointermove', ({ clientY }) => hovered(this.#lineAt(clientY)));
    dom.addEventListener('pointerleave', () => hovered(null));
    dom.addEventListener('click', ({ target, clientY }) => {
      if ((target as Element).closest('.step-note, .cm-steps')) pressed(this.#lineAt(clientY));
    });
  }

  #lineAt(clientY: number): number {
    const { from } = this.#view.lineBlockAtHeight(clientY - this.#view.documentTop);
    return this.#view.state.doc.lineAt(from).number;
  }

  mark(lines: readonly number[], kind: LineMark): void {
    const { doc } = this.#view.state;
    const starts = lines.filter((line) => line <= doc.lines).map((line) => doc.line(line).from);
    this.#view.dispatch({ effects: showMarks.of({ starts, kind }) });
  }
}

/**
 * The bar with Build sticks to the window's lower edge; what is written stays above it. Scroll margins would be
 * clipped by the editor's own scroller where a line is too long for it.
 */
function stayAboveBar(view: EditorView, at: number): boolean {
  view.requestMeasure({
    read: () => (view.coordsAtPos(at)?.bottom ?? 0) - (innerHeight - BAR),
    write: (over) => over > 0 && scrollBy(0, over),
  });
  return false;
}

function lineOf({ doc, selection }: EditorState): number {
  return doc.lineAt(selection.main.head).number;
}

/** Text over a selection: the browser would keep its look as inline styles, which the security policy forbids. */
function insertPlainly(event: InputEvent, view: EditorView): boolean {
  const { inputType, data, isComposing } = event;
  if (inputType !== 'insertText' || data === null || isComposing) return false;
  const { from, to } = replaced(view);
  if (from === to && !data.includes('\n')) return false;
  event.preventDefault();
  const change = { changes: { from, to, insert: data }, selection: { anchor: from + data.length } };
  view.dispatch({ ...change, userEvent: 'input.type', scrollIntoView: true });
  return true;
}

/** The browser's own selection: the editor may not have heard of the latest yet. */
function replaced(view: EditorView): { from: number; to: number } {
  const root = view.root as Pick<Document, 'getSelection'> | (ShadowRoot & { getSelection?: never });
  const selection = root.getSelection?.() ?? null;
  if (selection === null || selection.anchorNode === null || selection.focusNode === null)
    return view.state.selection.main;
  if (!view.contentDOM.contains(selection.anchorNode)) return view.state.selection.main;
  const anchor = view.posAtDOM(selection.anchorNode, selection.anchorOffset);
  const head = view.posAtDOM(selection.focusNode, selection.focusOffset);
  return { from: Math.min(anchor, head), to: Math.max(anchor, head) };
}
