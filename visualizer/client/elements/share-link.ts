import { shareBuild, stopSharing } from '../api.ts';
import { make, setText } from '../dom.ts';
import { Refusal } from '../problem.ts';
import { t } from '../translate.ts';
import { copy, copyButton } from './copy-button.ts';
import { say } from './live-region.ts';

const SHARED = t('Whoever has this link can look, and change nothing.');

/** The link by which anybody may look at a build: made by one click, taken back by another. */
export class ShareLink extends HTMLElement {
  /** The part of the link that points at a moment and a sheet. */
  hash = (): string => '';
  /** What is copied before the link. */
  words = '';
  readonly #make = make('button', { type: 'button' }, t('Share this build'));
  readonly #field = make('input', { type: 'text', readonly: '', 'aria-label': t('Link to this build') });
  readonly #copy = copyButton(() => this.#text, 'link');
  readonly #stop = make('button', { type: 'button', class: 'quiet' }, t('Stop sharing'));
  readonly #note = make('p', { class: 'note', role: 'status' });
  #build = '';
  #path: string | null = null;

  connectedCallback(): void {
    if (this.#make.isConnected) return;
    this.replaceChildren(this.#make, this.#field, this.#copy, this.#stop, this.#note);
    this.#make.addEventListener('click', () => void this.#share());
    this.#stop.addEventListener('click', () => void this.#revoke());
    this.#field.addEventListener('focus', () => this.#field.select());
  }

  /** What is shared, where that is no build. */
  set noun(noun: string) {
    this.#make.textContent = `Share this ${noun}`;
    this.#field.setAttribute('aria-label', `Link to this ${noun}`);
  }

  /** `path` is where the build is shared already, null where it is not. */
  draw(build: string, path: string | null): void {
    this.#build = build;
    this.words = '';
    this.hidden = false;
    this.#show(path);
  }

  /** Of the link on this site; null where the build is not shared. */
  get path(): string | null {
    return this.#path;
  }

  /** Follows what is pointed at. */
  refresh(): void {
    this.#field.value = this.#url;
  }

  get #url(): string {
    return this.#path === null ? '' : `${location.origin}${this.#path}${this.hash()}`;
  }

  get #text(): string {
    return [this.words, this.#url].filter(Boolean).join(' ');
  }

  async #share(): Promise<void> {
    await this.#ask(async (build) => {
      this.#show(await shareBuild(build));
      this.#field.focus();
      if (await copy(this.#text)) setText(this.#note, `Copied. ${SHARED}`);
    });
  }

  async #revoke(): Promise<void> {
    await this.#ask(async (build) => {
      await stopSharing(build);
      this.#show(null);
      this.#make.focus();
      say(this, 'The link shows nothing any more.');
    });
  }

  async #ask(act: (build: string) => Promise<void>): Promise<void> {
    try {
      await act(this.#build);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setText(this.#note, error.message);
    }
  }

  #show(path: string | null): void {
    this.#path = path;
    this.#make.hidden = path !== null;
    for (const part of [this.#field, this.#copy, this.#stop]) part.hidden = path === null;
    setText(this.#note, path === null ? '' : SHARED);
    this.refresh();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'share-link': ShareLink;
  }
}
