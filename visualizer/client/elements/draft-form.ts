import { make } from '../dom.ts';
import { type Draft, type DraftProblem, EXAMPLE } from '../draft.ts';
import { t } from '../translate.ts';
import { KEYS } from './dockerfile-field.ts';

/** `incomplete`: pressing Build leads to what is missing. */
export type FormState = 'ready' | 'incomplete' | 'waiting' | 'building' | 'no engine';
const WORDS: Partial<Record<FormState, string>> = { waiting: t('Waiting…'), building: t('Building…') };

/** What the learner writes: the Dockerfile and its files, and the button that builds them. */
export class DraftForm extends HTMLElement {
  readonly files = make('file-list');
  readonly dockerfile = this.files.dockerfile;
  /** What a page asks for beside the files. */
  readonly beside = make('div');
  readonly problems = make('problem-list');
  readonly #build = make('button', { type: 'submit', class: 'primary' }, t('Build'));
  readonly #example = make('button', { type: 'button', class: 'quiet' }, t('Bring back the example'));
  readonly #jump = make('button', { type: 'button', class: 'quiet jump', hidden: '' }, t('Result ↓'));
  readonly #saved = make('p', { class: 'note saved' });
  /** What one may come back to. */
  example: Draft = EXAMPLE;
  exampleName = t('Bring back the example');
  #replaced: Draft | null = null;
  #basedOn: string | null = null;
  #state: FormState = 'ready';

  connectedCallback(): void {
    if (this.#build.isConnected) return;
    const actions = make(
      'div',
      { class: 'actions' },
      this.#build,
      this.#saved,
      make('p', { class: 'note keys' }, KEYS),
      this.#jump,
    );
    const form = make('form', { novalidate: '' }, this.files, this.beside, this.problems, actions);
    this.append(form, this.#example);
    form.addEventListener('submit', (submit) => {
      submit.preventDefault();
      if (this.#state === 'ready' || this.#state === 'incomplete') this.#tell('build');
    });
    form.addEventListener('keydown', (key) => {
      if (key.key === 'Enter' && (key.ctrlKey || key.metaKey)) form.requestSubmit();
    });
    this.#jump.addEventListener('click', () => this.#tell('to-result'));
    form.addEventListener('edit', () => this.#edited());
    this.#example.addEventListener('click', () => this.#swapExample());
  }

  get draft(): Draft {
    return { dockerfile: this.dockerfile.value, files: this.files.value, basedOn: this.#basedOn };
  }

  set draft(draft: Draft) {
    this.#basedOn = draft.basedOn;
    this.dockerfile.value = draft.dockerfile;
    this.files.value = draft.files;
    this.#offerExample();
  }

  /** Shows another draft; one's own can be brought back. */
  offer(draft: Draft): void {
    const own = this.draft;
    this.draft = draft;
    this.#replaced = own;
    this.#offerExample();
  }

  set basedOn(build: string) {
    this.#basedOn = build;
  }

  /** Shown beside the buttons: whether the browser keeps the draft. */
  set saved(saved: boolean) {
    this.#saved.textContent = saved ? t('Saved in this browser') : t('This browser does not save your text');
  }

  /** On a narrow screen the result lies below all of this: a way to it, once there is one. */
  set hasResult(has: boolean) {
    this.#jump.hidden = !has;
  }

  complain(problems: readonly DraftProblem[]): void {
    this.files.complain(problems);
  }

  /** Whether Build can be pressed; a button that cannot keeps its focus. */
  show(state: FormState): void {
    this.#state = state;
    this.#build.setAttribute('aria-disabled', String(state !== 'ready'));
    this.#build.textContent = WORDS[state] ?? t('Build');
  }

  #edited(): void {
    this.#replaced = null;
    this.problems.clear();
    this.#offerExample();
    this.#tell('draft');
  }

  #swapExample(): void {
    const kept = this.#replaced;
    const current = this.draft;
    this.draft = { ...(kept ?? this.example), basedOn: this.#basedOn };
    this.#replaced = kept === null ? current : null;
    this.#offerExample();
    this.problems.clear();
    this.#tell('draft');
  }

  #offerExample(): void {
    const { dockerfile, files } = this.draft;
    const { example } = this;
    const same = dockerfile === example.dockerfile && JSON.stringify(files) === JSON.stringify(example.files);
    this.#example.textContent = this.#replaced === null ? this.exampleName : t('Undo: bring back my own');
    this.#example.hidden = same && this.#replaced === null;
  }

  #tell(what: 'build' | 'draft' | 'to-result'): void {
    this.dispatchEvent(new CustomEvent(what, { bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'draft-form': DraftForm;
  }
}
