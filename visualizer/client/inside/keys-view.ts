import { make } from '../dom.ts';
import { panelOf } from '../elements/tab-strip.ts';
import { lettersWanted, wantLetters } from '../stack/letters.ts';

type Keys = readonly (readonly [readonly string[], string])[];

const ON_SHEETS: Keys = [
  [['↑', '↓'], 'the next sheet above, below'],
  [['Home', 'End'], 'the top, the base'],
  [['Page Up', 'Page Down'], 'ten sheets further'],
  [['Enter'], 'open the sheet'],
  [['Esc'], 'back to the sheet, from its panel or this window'],
];
const LETTERS: Keys = [
  [['M'], 'the merged view'],
  [['F'], 'find a path through the sheets'],
  [['?'], 'these keys'],
  [['1', '2'], 'say cached, say rebuilt, before a build'],
  [['[', ']'], 'one event back, forward'],
  [['Shift [', 'Shift ]'], 'one step back, forward'],
  [['Space'], 'play, pause'],
];
const IN_TREES: Keys = [
  [['↑', '↓', 'Home', 'End'], 'from row to row'],
  [['→', '←'], 'open a folder and go in, go out and close it'],
  [['Enter'], 'open or close a folder, read a file'],
  [['a letter'], 'the next name that begins with it'],
];

/** All keys, and a switch for those that are single characters. */
export class KeysView {
  readonly element = make('div', { class: 'keys' });
  readonly tab = panelOf(this.element, 'keys-panel').tab;
  readonly #switch = make('input', { type: 'checkbox' });

  constructor() {
    this.tab.textContent = 'Keys';
    this.#switch.checked = lettersWanted();
    this.#switch.addEventListener('change', () => wantLetters(this.#switch.checked));
    this.element.append(
      make('h3', {}, 'While a sheet of the list has the focus'),
      keyList(ON_SHEETS),
      make('h3', {}, 'Single characters, there too'),
      make('label', { class: 'switch' }, this.#switch, 'Single characters are commands'),
      keyList(LETTERS),
      make('h3', {}, 'In a tree of paths'),
      keyList(IN_TREES),
    );
  }

  focus(): void {
    this.#switch.focus();
  }
}

function keyList(keys: Keys): HTMLElement {
  const rows = keys.flatMap(([names, words]) => [
    make('dt', {}, ...names.map((name) => make('kbd', {}, name))),
    make('dd', {}, words),
  ]);
  return make('dl', {}, ...rows);
}
