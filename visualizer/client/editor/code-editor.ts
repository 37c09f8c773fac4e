import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { type LineMark, lineMarks, showMarks } from './line-marks.ts';
import { COLOURS, THEME } from './theme.ts';

const BAR = 84;

export interface EditorOptions {
  text: string;
  label: string;
  describedBy: string;
  changed: () => void;
}

/** CodeMirror in a shadow root, where its styles are constructed sheets, as the page's security policy asks. */
export class CodeEditor {
  readonly #view: EditorView;

  constructor(root: ShadowRoot, { text, label, describedBy, changed }: EditorOptions) {
    const attributes = { 'aria-label': label, 'aria-description': describedBy, spellcheck: 'false' };
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightSpecialChars(),
          StreamLanguage.define(dockerFile),
          syntaxHighlighting(COLOURS),
          THEME,
          // The bar with Build sticks to the window's lower edge; what is written stays above it.
          EditorView.scrollMargins.of(() => ({ bottom: BAR })),
          lineMarks,
          // Tab is left to the page, so that it never traps; Ctrl+Enter to the form around.
          keymap.of([{ key: 'Mod-Enter', run: () => true }, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ ...attributes, autocapitalize: 'off', tabindex: '0' }),
          EditorView.domEventHandlers({ beforeinput: insertPlainly }),
          EditorView.updateListener.of(({ docChanged }) => docChanged && changed()),
        ],
      }),
    });
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

  mark(lines: readonly number[], kind: LineMark): void {
    const { doc } = this.#view.state;
    const starts = lines.filter((line) => line <= doc.lines).map((line) => doc.line(line).from);
    this.#view.dispatch({ effects: showMarks.of({ starts, kind }) });
  }
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
