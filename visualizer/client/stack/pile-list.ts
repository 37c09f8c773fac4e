import { make } from '../dom.ts';
import { t } from '../translate.ts';
import { placeLabels } from './labels.ts';
import type { Leader } from './leaders.ts';
import { Row, type RowLook } from './row.ts';
import type { Sheet } from './sheets.ts';
import { showsFace } from './spread.ts';
import { anchorOf, type StagePlan } from './stage-plan.ts';
import type { Guess } from './words.ts';

/** Of a row's top: where its first line is, and where it best stands beside its sheet's corner. */
const FIRST_LINE = 17;
const LIFT = 22;

/** The pile as a list, top first: the text of the drawing, and the way to it by keyboard. */
export class PileList {
  readonly element = make('ol', {
    class: 'list',
    role: 'list',
    'aria-label': t('Sheets, top of the stack first'),
  });
  #rows = new Map<string, Row>();
  #heights: ReadonlyMap<string, number> = new Map();
  #measuredAt = -1;
  #tops: readonly number[] = [];

  constructor(readonly predict: (key: string, guess: Guess) => void) {}

  draw(sheets: readonly Sheet[], lookOf: (sheet: Sheet, index: number) => RowLook): void {
    const rows = new Map(
      sheets.map(({ key }) => [
        key,
        this.#rows.get(key) ?? new Row(key, (guess) => this.predict(key, guess)),
      ]),
    );
    if (rows.size !== this.#rows.size) this.#measuredAt = -1;
    for (const [key, row] of this.#rows) if (!rows.has(key)) row.element.remove();
    this.#rows = rows;
    let at = this.element.firstElementChild;
    for (const [index, sheet] of [...sheets.entries()].toReversed()) {
      const row = rows.get(sheet.key);
      if (row === undefined) continue;
      if (row.draw(sheet, lookOf(sheet, index))) this.#measuredAt = -1;
      // Only what is new moves, so that the focus stays where it is.
      if (at === row.element) at = at.nextElementSibling;
      else this.element.insertBefore(row.element, at);
    }
  }

  /** Of the sheet, bottom first, in whose row something is; -1 where it is in none. */
  indexOf(inside: Node): number {
    return [...this.#rows.values()].findIndex(({ element }) => element.contains(inside));
  }

  link(keys: ReadonlySet<string>): void {
    for (const [key, { element }] of this.#rows) element.classList.toggle('linked', keys.has(key));
  }

  button(key: string): HTMLButtonElement | undefined {
    return this.#rows.get(key)?.button;
  }

  /** The room that all labels need in a stage of a width, px. Reading it makes the browser lay the page out. */
  needed(width: number): number {
    if (width !== this.#measuredAt) {
      this.#measuredAt = width;
      this.#heights = new Map([...this.#rows].map(([key, { element }]) => [key, element.offsetHeight]));
    }
    return [...this.#heights.values()].reduce((sum, height) => sum + height, 16);
  }

  /** Puts each label beside its sheet's corner, as near as the others allow. */
  place(stage: StagePlan, sheets: readonly Sheet[]): void {
    const free = stage.arrangement === 'wide' && !stage.crowded;
    const rows = sheets.map(({ key }) => this.#rows.get(key)?.element);
    const labels = sheets.map(({ key }, index) => ({
      wish: anchorOf(stage, index).y - LIFT,
      height: this.#heights.get(key) ?? 0,
    }));
    this.#tops = free ? placeLabels(labels.toReversed(), 4, stage.height - 4).toReversed() : [];
    for (const [index, row] of rows.entries()) {
      const top = this.#tops[index];
      row?.style.setProperty('transform', top === undefined ? 'none' : `translateY(${Math.round(top)}px)`);
    }
    this.element.style.setProperty('left', stage.arrangement === 'wide' ? `${stage.labelsAt}px` : '');
    this.element.style.setProperty('height', stage.arrangement === 'wide' ? `${stage.height}px` : '');
  }

  /** From the sheets' corners to the labels; in a crowd, to those near the selected one that can be seen. */
  leaders(stage: StagePlan, sheets: readonly Sheet[], selected: number): Leader[] {
    if (stage.arrangement === 'narrow') return [];
    return sheets.flatMap(({ key }, index) => {
      const y = (this.#tops[index] ?? this.#scrolledTop(key)) + FIRST_LINE;
      const near = !stage.crowded || showsFace(stage.heights, index) || index === 0;
      if (!near || y < 0 || y > stage.height) return [];
      return [
        { from: anchorOf(stage, index), to: { x: stage.labelsAt - 4, y }, selected: index === selected },
      ];
    });
  }

  #scrolledTop(key: string): number {
    return (this.#rows.get(key)?.element.offsetTop ?? -100) - this.element.scrollTop;
  }

  /** In a crowd the list scrolls by itself, without moving the page. */
  reveal(key: string): void {
    const row = this.#rows.get(key)?.element;
    if (row === undefined || this.element.scrollHeight <= this.element.clientHeight) return;
    const room = this.element.clientHeight - row.offsetHeight;
    this.element.scrollTop = row.offsetTop - room / 2;
  }
}
