import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The look of the plain text field, so that nothing moves when the one takes the other's place. */
export const THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', maxHeight: '806px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: '16px / 26px var(--mono)', overflow: 'auto' },
  '.cm-content, .cm-gutter': { minHeight: '180px' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 16px 0 12px' },
  '.cm-gutters': {
    border: '0',
    borderRight: '1px solid var(--line)',
    backgroundColor: 'var(--surface)',
    color: 'var(--mut)',
    fontSize: '14px',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '44px', padding: '0 10px 0 8px' },
  '.cm-cursor': { borderLeft: '2px solid var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--cached) 26%, transparent)',
  },
  '.line-faulty': { backgroundColor: 'color-mix(in srgb, var(--failed) 13%, transparent)' },
  '.line-changed': {
    backgroundColor: 'color-mix(in srgb, var(--built) 16%, transparent)',
    boxShadow: 'inset 4px 0 var(--built)',
  },
});

export const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: '600' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--mut)' },
  { tag: tags.string, color: 'var(--writable)' },
  { tag: [tags.variableName, tags.propertyName], color: 'var(--cached)' },
]);
