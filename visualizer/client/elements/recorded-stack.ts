import { make } from '../dom.ts';
import { parseRecording, type Recording } from '../recording.ts';
import { prefersStillness } from '../stack/motion.ts';
import type { Reveal } from '../stack/reveal.ts';
import { LANGUAGE, t } from '../translate.ts';

const FIRST_LOOK: Reveal = 2;
/** As the recording on the start page says it, too. */
const NOTE = t('A recording of a real build, replayed. Nothing is built while you look at it.');

/** A recording of a real build as sheets, marked as one. It plays once, unless motion is not wanted. */
export class RecordedStack extends HTMLElement {
  readonly #stack = make('layer-stack');
  readonly #timeline = make('build-timeline');
  readonly #day = make('p', { class: 'note' });

  async connectedCallback(): Promise<void> {
    const source = this.getAttribute('src');
    if (source === null || this.#stack.isConnected) return;
    const answer = await fetch(source);
    if (!answer.ok) return;
    const title = make('h2', { class: 'unseen' }, t('A recorded build'));
    this.append(
      title,
      make('b', { class: 'recorded-mark' }, t('Recorded')),
      this.#timeline,
      this.#stack,
      this.#day,
    );
    this.#play(parseRecording(await answer.json()));
  }

  #play({ entries, files, recordedAt }: Recording): void {
    const day = new Date(recordedAt * 1000).toLocaleDateString(LANGUAGE, { dateStyle: 'long' });
    this.#day.textContent = `${t('Built on {day}.', { day })} ${NOTE}`;
    this.#stack.reveal = FIRST_LOOK;
    this.#stack.files = files;
    this.#stack.clock = () => entries[this.#timeline.seq - 1]?.at ?? 0;
    this.#timeline.entries = entries;
    this.#timeline.addEventListener('moment', () => this.#show());
    this.#stack.addEventListener('command', (event) => {
      const { command } = (event as CustomEvent<{ command: string }>).detail;
      if (this.#timeline.perform(command)) event.preventDefault();
    });
    this.#timeline.seq = entries.length;
    this.#show();
    if (!prefersStillness()) this.#timeline.perform('play');
  }

  #show(): void {
    this.#stack.state = this.#timeline.replay.at(this.#timeline.seq);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'recorded-stack': RecordedStack;
  }
}
