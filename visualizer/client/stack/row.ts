import { make, setText } from '../dom.ts';
import { t } from '../translate.ts';
import { sheetGlyph } from './glyphs.ts';
import { guessRadios } from './guess-radios.ts';
import { type Sheet, sameSheet } from './sheets.ts';
import {
  accessibleName,
  type Guess,
  guessWord,
  isPredictable,
  outcome,
  reasonOf,
  sheetNumber,
  sheetWords,
  type Telling,
} from './words.ts';

export interface RowLook extends Telling {
  selected: boolean;
  /** Whether the step can be predicted now; then two radios stand beside it. */
  asks: boolean;
}

/** One sheet in the list: a button with its words, and the question before a run. */
export class Row {
  readonly element = make('li');
  readonly button = make('button', { type: 'button', class: 'sheet' });
  readonly #number = make('span', { class: 'number' });
  readonly #instruction = make('code', { class: 'instruction' });
  readonly #state = make('span', { class: 'state' });
  readonly #facts = make('span', { class: 'facts' });
  readonly #pill = make('span', { class: 'pill', hidden: '' });
  readonly #reason = make('span', { class: 'reason', hidden: '' });
  readonly #radios: ReturnType<typeof guessRadios>;
  #drawn = '';
  #sheet: Sheet | null = null;
  #look: RowLook | null = null;

  constructor(key: string, predict: (guess: Guess) => void) {
    this.element.dataset.key = key;
    const meta = make('span', { class: 'meta' }, this.#state, this.#facts, this.#pill);
    this.button.append(this.#number, this.#instruction, meta, this.#reason);
    this.#radios = guessRadios(predict);
    this.element.append(this.button);
  }

  /** Whether anything was drawn anew, so that its height may have changed. */
  draw(sheet: Sheet, look: RowLook): boolean {
    if (sameSheet(sheet, this.#sheet) && sameLook(sheet, look, this.#look)) return false;
    this.#sheet = sheet;
    this.#look = look;
    const { word, facts } = sheetWords(sheet, look.elapsed);
    const form = `${sheet.state} ${word}`;
    if (form !== this.#drawn) {
      this.#drawn = form;
      this.element.dataset.form = sheet.state;
      this.#state.replaceChildren(sheetGlyph(sheet.state), word);
    }
    setText(this.#number, sheetNumber(sheet));
    this.#drawInstruction(sheet);
    setText(this.#facts, facts.join(' · '));
    this.#drawPill(sheet, look.guess);
    const reason = reasonOf(sheet, look.reason);
    this.#reason.hidden = reason === '';
    setText(this.#reason, reason);
    this.button.setAttribute('aria-label', accessibleName(sheet, look));
    this.button.tabIndex = look.selected ? 0 : -1;
    if (look.selected) this.button.setAttribute('aria-current', 'true');
    else this.button.removeAttribute('aria-current');
    this.#ask(sheet, look);
    return true;
  }

  #drawInstruction({ keyword, argument }: Sheet): void {
    if (this.#instruction.textContent === `${keyword} ${argument}`) return;
    this.#instruction.replaceChildren(make('b', {}, keyword), ` ${argument}`);
  }

  #drawPill(sheet: Sheet, guess: Guess | undefined): void {
    const happened = outcome(sheet);
    const shown = guess !== undefined && happened !== null && isPredictable(sheet);
    this.#pill.hidden = !shown;
    if (!shown) return;
    this.#pill.classList.toggle('miss', happened !== guess);
    setText(
      this.#pill,
      happened === guess ? t('✓ called it') : t('✗ said {said}', { said: guessWord(guess) }),
    );
  }

  #ask(sheet: Sheet, { asks, guess }: RowLook): void {
    const { element, draw } = this.#radios;
    if (!asks) {
      element.remove();
      return;
    }
    draw(sheet, guess);
    if (!element.isConnected) this.element.append(element);
  }
}

/** The elapsed seconds count while a step runs, and only whole ones. */
function sameLook({ state }: Sheet, a: RowLook, b: RowLook | null): boolean {
  if (b === null) return false;
  const ticked = state === 'running' && Math.floor(a.elapsed) !== Math.floor(b.elapsed);
  const { last, showsFiles, guess, reason, selected, asks } = b;
  const same = a.last === last && a.showsFiles === showsFiles && a.guess === guess && a.reason === reason;
  return same && !ticked && a.selected === selected && a.asks === asks;
}
