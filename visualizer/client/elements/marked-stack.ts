import { QUEUED } from '../build-state.ts';
import { make } from '../dom.ts';
import { markFor } from '../marks.ts';
import { parseRecording } from '../recording.ts';
import { reduceAll } from '../reduce.ts';

/**
 * The sheets of a recorded build; a press on one marks it, or takes the mark away. What is sent are the boxes of
 * the form on the same page, which say the same in words.
 */
export class MarkedStack extends HTMLElement {
  readonly #stack = make('layer-stack');

  async connectedCallback(): Promise<void> {
    const source = this.getAttribute('src');
    if (source === null || this.#stack.isConnected) return;
    const answer = await fetch(source);
    if (!answer.ok) return;
    const { entries, recordedAt } = parseRecording(await answer.json());
    const day = new Date(recordedAt * 1000).toLocaleDateString('en', { dateStyle: 'long' });
    this.#stack.reveal = 1;
    this.#stack.state = reduceAll(QUEUED, entries);
    this.append(
      make('b', { class: 'recorded-mark' }, 'Recorded'),
      this.#stack,
      make('p', { class: 'note' }, `Built on ${day}. Press a sheet to mark it below.`),
    );
    this.#stack.addEventListener('click', (event) => this.#press(event));
    this.#stack.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#press(event);
    });
  }

  /** The stack has chosen the sheet when the event comes here. */
  #press(event: Event): void {
    const aimed = event
      .composedPath()
      .some((on) => on instanceof Element && on.matches('button.sheet, .stage'));
    const { state, selectedLayer } = this.#stack;
    if (!aimed || selectedLayer === null) return;
    const wanted = markFor(this.getAttribute('marking'), state, selectedLayer);
    const box = document.querySelector<HTMLInputElement>(`input[name="answer"][value="${wanted}"]`);
    if (box !== null) box.checked = !box.checked;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'marked-stack': MarkedStack;
  }
}
