import { make } from '../../dom.ts';
import { CONFIDENCE } from '../../lab/evidence.ts';
import type { Confidence, Prediction, Question } from '../../lab/exercise.ts';
import { t } from '../../translate.ts';
import { markup } from './markup.ts';

let groups = 0;

/** A question with its options and, where asked, how sure one is. Once committed it is locked. */
export class LabQuestion extends HTMLElement {
  #question: Question | null = null;
  #answer: string | null = null;
  #confidence: Confidence | null = null;

  get answer(): string | null {
    return this.#answer;
  }

  get confidence(): Confidence | null {
    return this.#confidence;
  }

  ask(question: Question): void {
    this.#question = question;
    this.#answer = null;
    this.#confidence = null;
    const name = `option-${groups++}`;
    const options = question.options.map(({ id, html }) => option(name, id, markup('span', html)));
    const legend = make('legend', {}, markup('span', question.html));
    const answers = make('fieldset', { class: 'options' }, legend, ...options);
    answers.addEventListener('change', () => {
      this.#answer = answers.querySelector<HTMLInputElement>(':checked')?.value ?? null;
      sureness.hidden = false;
      this.dispatchEvent(new CustomEvent('answer', { bubbles: true }));
    });
    // How sure one is of nothing is no question.
    const sureness = this.#sureness(`${name}-sure`);
    sureness.hidden = true;
    this.replaceChildren(answers, ...(question.confidence ? [sureness] : []));
    this.hidden = false;
  }

  /** Shows what was committed; it cannot be changed any more. */
  lock(question: Question, prediction: Prediction, right: string | null): void {
    if (this.#question?.id !== question.id || this.querySelector('input') === null) this.ask(question);
    this.#answer = prediction.answer;
    this.#confidence = prediction.confidence;
    for (const input of this.querySelectorAll('input')) {
      const wanted = [prediction.answer, String(prediction.confidence)];
      input.checked = wanted.includes(input.value);
      input.disabled = true;
    }
    for (const label of this.querySelectorAll<HTMLElement>('.option')) {
      const id = label.querySelector('input')?.value;
      label.querySelector('.tag')?.remove();
      const words = tagWords(id === prediction.answer, right === null ? null : id === right);
      label.classList.toggle('right', id === right);
      if (words !== '') label.append(make('span', { class: 'tag' }, words));
    }
    this.toggleAttribute('data-locked', true);
  }

  #sureness(name: string): HTMLFieldSetElement {
    const options = CONFIDENCE.map(({ value, word }) => option(name, String(value), word));
    const field = make('fieldset', { class: 'confidence' }, make('legend', {}, t('How sure?')), ...options);
    field.addEventListener('change', () => {
      const value = Number(field.querySelector<HTMLInputElement>(':checked')?.value);
      this.#confidence = CONFIDENCE.find((level) => level.value === value)?.value ?? null;
    });
    return field;
  }
}

function option(name: string, value: string, words: HTMLElement | string): HTMLLabelElement {
  return make('label', { class: 'option' }, make('input', { type: 'radio', name, value }), words);
}

function tagWords(said: boolean, right: boolean | null): string {
  if (said) return right === null ? t('you said') : right ? t('✓ you said') : t('✗ you said');
  return right ? t('the build says') : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'lab-question': LabQuestion;
  }
}
