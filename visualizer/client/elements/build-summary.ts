import { make, setText } from '../dom.ts';
import type { Run } from '../run.ts';
import { connectionWords, summaryWords } from '../summary-words.ts';
import { t } from '../translate.ts';

/** The build in two lines; before the first build, what to expect. */
export class BuildSummary extends HTMLElement {
  readonly #title = make('h2', { id: 'result-title', tabindex: '-1' }, t('No build yet'));
  readonly #facts = make(
    'p',
    { class: 'facts' },
    t('Press Build. Each step shows here while the engine runs it, then the layers that it made.'),
  );
  readonly #connection = make('p', { class: 'connection', hidden: '' });
  readonly #cancel = make('button', { type: 'button', hidden: '' }, t('Cancel'));
  readonly #ideas = ideas();

  connectedCallback(): void {
    if (this.#title.isConnected) return;
    const words = make(
      'div',
      { class: 'summary-words' },
      this.#title,
      this.#facts,
      make('div', { class: 'live' }, this.#connection, this.#cancel),
      this.#ideas,
    );
    this.append(words);
    this.#cancel.addEventListener('click', () => {
      this.dispatchEvent(new CustomEvent('cancel', { bubbles: true }));
    });
  }

  draw(run: Run): void {
    const { title, facts } = summaryWords(run.build, run.now, run.waits);
    setText(this.#title, title);
    setText(this.#facts, facts);
    this.dataset.status = run.build.status;
    this.#ideas.hidden = true;
    this.#connection.hidden = false;
    this.#connection.dataset.connection = run.connection;
    setText(this.#connection, [connectionWords(run.connection), run.trouble].filter(Boolean).join('. '));
  }

  /** Before a build of a lab: what is about to be seen. */
  wait(title: string, facts = ''): void {
    setText(this.#title, title);
    setText(this.#facts, facts);
    this.dataset.status = 'planned';
    this.#ideas.hidden = true;
    this.#connection.hidden = true;
  }

  /** Offers Cancel while there is something to cancel. */
  showCancel(state: 'hidden' | 'ready' | 'pressed'): void {
    if (state === 'hidden' && document.activeElement === this.#cancel) this.#title.focus();
    this.#cancel.hidden = state === 'hidden';
    this.#cancel.setAttribute('aria-disabled', String(state === 'pressed'));
    setText(this.#cancel, state === 'pressed' ? t('Cancelling…') : t('Cancel'));
  }

  /** Goes there, wherever the page stands. */
  turnTo(): void {
    this.scrollIntoView({ block: 'start' });
    this.#title.focus({ preventScroll: true });
  }

  /** On a narrow screen the result lies below what was written. */
  bringIntoView(): void {
    const { top, bottom } = this.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) this.scrollIntoView({ block: 'start' });
  }
}

function ideas(): HTMLElement {
  const list = make(
    'ol',
    { role: 'list' },
    make('li', {}, t('Build once. Which steps take time?')),
    make('li', {}, t('Build again and change nothing. What is cached?')),
    make('li', {}, t('Change one line. Which steps run again?')),
  );
  return make('div', { class: 'ideas' }, make('p', { class: 'label' }, t('Three things to try')), list);
}

declare global {
  interface HTMLElementTagNameMap {
    'build-summary': BuildSummary;
  }
}
