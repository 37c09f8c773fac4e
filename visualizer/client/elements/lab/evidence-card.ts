import { make } from '../../dom.ts';
import { calledWords, type Evidence, optionHtml, verdictWords } from '../../lab/evidence.ts';
import type { Question } from '../../lab/exercise.ts';
import { t } from '../../translate.ts';
import { markup } from './markup.ts';

/** What the build says, beside what was predicted: one sentence and the one fact that decides. */
export class EvidenceCard extends HTMLElement {
  #shown = '';

  connectedCallback(): void {
    this.setAttribute('role', 'status');
  }

  clear(): void {
    this.#shown = '';
    this.hidden = true;
    this.replaceChildren();
  }

  draw(evidence: Evidence, question: Question | null): void {
    const drawn = JSON.stringify(evidence);
    if (drawn === this.#shown) return;
    this.#shown = drawn;
    this.hidden = evidence.verdict === null && evidence.asked === 0;
    this.dataset.verdict = evidence.verdict ?? (evidence.called === evidence.asked ? 'right' : 'wrong');
    const on = make('button', { type: 'button', class: 'quiet go-on' }, t('Why, and what to try next ↓'));
    on.addEventListener('click', () => this.dispatchEvent(new CustomEvent('go-on', { bubbles: true })));
    this.replaceChildren(...this.#answer(evidence, question), ...stepWords(evidence), on);
  }

  #answer(evidence: Evidence, question: Question | null): HTMLElement[] {
    if (evidence.verdict === null) return [];
    const said = optionHtml(question, evidence.answer);
    const { fact } = evidence;
    const point = fact === null ? [] : [this.#fact(fact)];
    return [
      make('h3', {}, verdictWords(evidence)),
      ...(said === '' ? [] : [make('p', { class: 'said' }, `${t('You said:')} `, markup('span', said))]),
      make('p', { class: 'sentence' }, evidence.sentence ?? ''),
      ...point,
      ...(evidence.feedback === null ? [] : [markup('div', evidence.feedback, 'feedback')]),
    ];
  }

  #fact(fact: NonNullable<Evidence['fact']>): HTMLElement {
    const element = make('p', { class: 'fact' }, make('span', {}, fact.name), make('b', {}, fact.value));
    const [step] = fact.steps;
    if (step === undefined) return element;
    const show = make('button', { type: 'button', class: 'quiet' }, t('Show it in the stack'));
    show.addEventListener('click', () => {
      this.dispatchEvent(new CustomEvent('point', { detail: step, bubbles: true }));
    });
    element.append(show);
    return element;
  }
}

function stepWords(evidence: Evidence): HTMLElement[] {
  if (evidence.asked === 0) return [];
  const words = calledWords(evidence);
  const heading = evidence.verdict === null ? make('h3', {}, words) : make('p', { class: 'sentence' }, words);
  return evidence.miss === null ? [heading] : [heading, make('p', { class: 'miss' }, evidence.miss)];
}

declare global {
  interface HTMLElementTagNameMap {
    'evidence-card': EvidenceCard;
  }
}
