import type { BuildState, StepState } from '../build-state.ts';
import { make, setText } from '../dom.ts';
import { copyWords } from '../stage-words.ts';
import { elapsed, stepName, stepWords } from '../step-words.ts';
import { terminalText } from '../terminal-text.ts';
import { glyph } from './glyph.ts';

const PATIENCE = 0.5;
let rows = 0;

/** One step: its number, instruction and state, and its log, open while it runs or when it failed. */
export class StepRow {
  readonly element = make('li', { class: 'step' });
  readonly #number = make('span', { class: 'step-number' });
  readonly #instruction = make('code', { class: 'instruction' });
  readonly #state = make('span', { class: 'state' });
  readonly #remark = make('span', { class: 'remark' });
  readonly #line = make('button', { type: 'button', class: 'quiet to-line' });
  readonly #toggle = make('button', { type: 'button', class: 'quiet log-toggle', hidden: '' }, 'Log');
  readonly #log = make('pre', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0', hidden: '' });
  #chosen: boolean | null = null;
  #shown: StepState | null = null;
  #form = '';

  constructor() {
    this.#log.id = `log-${rows++}`;
    this.#toggle.setAttribute('aria-controls', this.#log.id);
    this.#toggle.addEventListener('click', () => {
      this.#chosen = this.#log.hidden !== false;
      this.#open(this.#chosen);
    });
    this.#line.addEventListener('click', () => {
      const detail = { line: this.#shown?.trigger ?? this.#shown?.line ?? 1 };
      this.element.dispatchEvent(new CustomEvent('go-to-line', { detail, bubbles: true }));
    });
    const meta = make('span', { class: 'meta' }, this.#state, this.#remark, this.#line);
    this.element.append(this.#number, this.#instruction, meta, this.#toggle, this.#log);
  }

  showLog(): void {
    this.#chosen = true;
    this.#open(this.#shown !== null && this.#shown.log !== '');
  }

  draw(step: StepState, build: BuildState, now: number): void {
    this.#drawState(step, build, now);
    if (step.instruction !== this.#shown?.instruction) this.#drawInstruction(step);
    setText(this.#number, String(step.number));
    this.#toggle.setAttribute('aria-label', `Log of ${stepName(step, build).toLowerCase()}`);
    this.#toggle.hidden = step.log === '';
    const waited = step.status === 'running' && elapsed(step, now) > PATIENCE;
    this.#shown = step;
    this.#open(step.log !== '' && (this.#chosen ?? (waited || step.status === 'failed')));
  }

  #drawState(step: StepState, build: BuildState, now: number): void {
    const { form, word, remark } = stepWords(step, build, now);
    if (`${form} ${word}` !== this.#form) {
      this.#form = `${form} ${word}`;
      this.element.dataset.form = form;
      this.#state.replaceChildren(glyph(form), word);
    }
    setText(this.#remark, [remark, copyWords(build, step)].filter(Boolean).join(' · '));
    setText(this.#line, step.trigger ? `ONBUILD of line ${step.trigger}` : `line ${step.line}`);
  }

  #drawInstruction(step: StepState): void {
    const text = step.instruction.replace(/\\[ \t]*\n\s*/g, '');
    const rest = text.slice(step.keyword.length);
    const matches = text.slice(0, step.keyword.length).toUpperCase() === step.keyword;
    this.#instruction.replaceChildren(make('b', {}, step.keyword), matches ? rest : ` ${text}`);
  }

  #open(open: boolean): void {
    this.#log.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    if (!open || this.#shown === null) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const atEnd = scrollHeight - scrollTop - clientHeight < 8;
    setText(this.#log, terminalText(this.#shown.log).trimEnd());
    if (atEnd) this.#log.scrollTop = this.#log.scrollHeight;
    this.#log.setAttribute('aria-label', `Log of step ${this.#shown.number}`);
  }
}
