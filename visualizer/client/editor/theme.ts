import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** As the page's own tokens, which do not reach into a shadow root. */
const FORMS = ['base', 'cached', 'built', 'failed', 'pending'].map((form) => [
  `[data-form=${form}]`,
  { '--c': `var(--${form})` },
]);
const NOTE = {
  ...Object.fromEntries(FORMS),
  ':is([data-form=running], [data-form=lint])': { '--c': 'var(--built)' },
  ':is([data-form=skipped], [data-form=stopped], [data-form=settings])': { '--c': 'var(--pending)' },
  '.step-note b': { color: 'var(--c)', fontWeight: '600' },
  '.step-note .told': { display: 'flex', flexWrap: 'wrap', columnGap: '8px' },
  '.step-note .why': { color: 'var(--ink)' },
  '.step-note .lint': { display: 'block', color: 'var(--ink)' },
  '.step-note .lint::before': { content: '"⚠ "', color: 'var(--built)' },
};

/** The look of the plain text field, so that nothing moves when the one takes the other's place. */
export const THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', maxHeight: '806px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: '16px / 26px var(--mono)', overflow: 'auto', containerType: 'inline-size' },
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
  '.cm-steps .cm-gutterElement': { width: '24px', padding: '0' },
  '.step-mark': {
    height: '100%',
    paddingLeft: '4px',
    color: 'var(--c)',
    background: 'linear-gradient(var(--c), var(--c)) right / 4px 100% no-repeat',
  },
  '.step-mark[data-form=cached]': {
    background:
      'repeating-linear-gradient(135deg, var(--c) 0 3px, transparent 3px 6px) right / 4px 100% no-repeat',
  },
  '.step-mark:is([data-form=pending], [data-form=skipped], [data-form=stopped])': {
    background: 'repeating-linear-gradient(var(--c) 0 2px, transparent 2px 6px) right / 2px 100% no-repeat',
  },
  '.step-mark[data-form=settings]': { background: 'none' },
  '.glyph': { width: '14px', height: '14px', fill: 'none', stroke: 'currentcolor', strokeWidth: '1.9' },
  '[data-form=cached] .glyph': { fill: 'currentcolor' },
  '.step-note': {
    position: 'sticky',
    left: '70px',
    width: 'calc(100cqi - 80px)',
    padding: '0 8px 5px 12px',
    font: '14px / 20px var(--sans)',
    color: 'var(--mut)',
    whiteSpace: 'normal',
    overflowWrap: 'anywhere',
    cursor: 'pointer',
  },
  ...NOTE,
  '.line-linked, .line-linked + .step-note': { backgroundColor: 'var(--bg)' },
  '.line-lint': {
    textDecoration: 'underline wavy var(--built) 1px',
    textUnderlineOffset: '4px',
    textDecorationSkipInk: 'none',
  },
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
