import { make } from '../dom.ts';
import { copyButton } from '../elements/copy-button.ts';
import { bytes } from '../format.ts';
import { t } from '../translate.ts';
import { type Fact, type Inspection, inspectorFacts } from './inspector-facts.ts';
import { type Largest, largestPaths } from './largest.ts';
import { FILES } from './reveal.ts';
import { instructionOf } from './words.ts';

/** The panel beside the pile: what is known of the selected sheet. */
export class Inspector {
  readonly element = make('section', {
    class: 'inspector',
    tabindex: '-1',
    'aria-label': t('Selected sheet'),
  });
  #drawn = '';

  draw(inspection: Inspection): void {
    const sheet = inspection.sheets[inspection.index];
    this.element.hidden = sheet === undefined;
    if (sheet === undefined) return;
    const facts = inspectorFacts(inspection);
    const marks = inspection.reveal >= FILES ? (sheet.marks ?? []) : [];
    const drawn = JSON.stringify([sheet.key, instructionOf(sheet), facts, marks.length, sheet.layer?.digest]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.dataset.form = sheet.state;
    this.element.replaceChildren(
      make('h3', {}, make('code', {}, instructionOf(sheet))),
      make('dl', {}, ...facts.flatMap(factRow)),
      ...largestPaths(marks).map(pathList),
    );
  }
}

function factRow({ term, text, digest }: Fact): HTMLElement[] {
  if (digest === undefined) return [make('dt', {}, term), make('dd', {}, text)];
  const code = make('code', { title: digest }, text);
  return [make('dt', {}, term), make('dd', { class: 'digest' }, code, copyButton(digest, term))];
}

function pathList({ heading, marks, of }: Largest): HTMLElement {
  const rest = of > marks.length ? `, the largest ${marks.length} of ${of.toLocaleString('en')}` : '';
  const rows = marks.map(({ path, kind, size }) => {
    const note = kind === 'opaque' ? 'whole folder' : kind === 'deleted' ? '' : bytes(size);
    return make('li', { 'data-kind': kind }, make('code', {}, `/${path}`), make('span', {}, note));
  });
  return make(
    'div',
    { class: 'paths' },
    make('h4', {}, heading, make('small', {}, rest)),
    make('ul', {}, ...rows),
  );
}
