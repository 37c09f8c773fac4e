import { make } from '../dom.ts';
import { t } from '../translate.ts';
import type { Sheet } from './sheets.ts';
import { type Guess, guessWord, instructionOf, sheetNumber } from './words.ts';

const GUESSES: readonly Guess[] = ['cached', 'rebuilt'];
let groups = 0;

/** The question before a run: will this step be cached or rebuilt? */
export function guessRadios(predict: (guess: Guess) => void) {
  const name = `guess-${groups++}`;
  const legend = make('legend', { class: 'unseen' });
  const inputs = GUESSES.map((guess) => {
    const input = make('input', { type: 'radio', name, value: guess });
    input.addEventListener('change', () => predict(guess));
    return input;
  });
  const labels = inputs.map((input) =>
    make('label', {}, input, make('span', {}, guessWord(input.value as Guess))),
  );
  const element = make('fieldset', { class: 'guess' }, legend, ...labels);
  const draw = (sheet: Sheet, guess: Guess | undefined): void => {
    legend.textContent = t('Your prediction for step {step}, {instruction}', {
      step: sheetNumber(sheet),
      instruction: instructionOf(sheet),
    });
    for (const input of inputs) input.checked = input.value === guess;
  };
  return { element, draw };
}
