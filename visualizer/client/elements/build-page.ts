import { postBuild } from '../api.ts';
import { type OwnBuild, readBoot } from '../boot.ts';
import { make } from '../dom.ts';
import { type BuildRequest, type Draft, draftOf, EXAMPLE, requestOf, withStages } from '../draft.ts';
import { loadDraft, saveDraft, takeOffer } from '../draft-store.ts';
import { bytes } from '../format.ts';
import type { Guess } from '../stack/words.ts';
import { BuildDesk } from './build-desk.ts';
import { BuildPrediction } from './build-prediction.ts';
import { revealSelect } from './reveal-select.ts';

/** The sandbox: what is written on the left, what its build does on the right. */
export class BuildPage extends HTMLElement {
  readonly #form = make('draft-form');
  readonly #secrets = make('secret-list');
  readonly #desk = new BuildDesk(this, this.#form, { ended: (run) => this.#prediction.judge(run) });
  readonly #prediction = new BuildPrediction(this.#desk);
  /** Of the page's address; what follows it leads to places within. */
  #path = location.pathname;

  connectedCallback(): void {
    const bases = [...this.childNodes];
    const { result, voice } = this.#desk;
    for (const size of this.querySelectorAll('data')) size.textContent = bytes(Number(size.value));
    const write = make('section', { class: 'write', 'aria-label': 'Your Dockerfile' }, this.#form, ...bases);
    this.replaceChildren(write, result, voice);
    this.#form.beside.append(this.#secrets);
    result.linked = true;
    result.aside.append(
      revealSelect((reveal) => {
        this.#prediction.reveal = reveal;
      }),
      this.#prediction.element,
    );
    this.addEventListener('build', () => void this.#build());
    this.addEventListener('draft', () => {
      this.#keep();
      this.#prediction.edited();
    });
    this.addEventListener('predict', (event) => {
      const { step, guess } = (event as CustomEvent<{ step: number; guess: Guess }>).detail;
      this.#prediction.guess(step, guess);
    });
    this.addEventListener('command', (event) => {
      if ((event as CustomEvent<{ command: string }>).detail.command !== 'predictions') return;
      this.#prediction.toggle();
      event.preventDefault();
    });
    window.addEventListener('popstate', () => {
      if (location.pathname !== this.#path) location.reload();
    });
    this.#boot();
  }

  #boot(): void {
    const { build, engine } = readBoot(document);
    this.#desk.engineReady = engine.ready;
    this.#form.draft = startingDraft(loadDraft(), build);
    const offered = build === null ? takeOffer() : null;
    if (offered !== null) {
      this.#form.offer(offered);
      this.#keep();
    }
    if (build !== null) {
      this.#secrets.ask(build.secrets);
      this.#desk.follow(build.id, build, build.shared);
    }
    this.#desk.showButtons();
  }

  async #build(): Promise<void> {
    if (this.#desk.mayBuild() && this.#secrets.complete())
      await this.#desk.send(withStages(requestOf(this.#form.draft)), (request) => this.#post(request));
  }

  async #post(request: BuildRequest): Promise<string> {
    const id = await postBuild(request, this.#secrets.values);
    this.#path = `/builds/${id}`;
    this.#prediction.commit(id);
    document.getElementById('recorded')?.remove();
    history.pushState(null, '', this.#path);
    this.#form.basedOn = id;
    this.#keep();
    return id;
  }

  #keep(): void {
    this.#form.saved = saveDraft(this.#form.draft);
  }
}

/** On a build's own page its request, unless the learner went on writing there; else the last draft. */
function startingDraft(saved: Draft | null, build: OwnBuild | null): Draft {
  if (build === null) return saved ?? EXAMPLE;
  return saved?.basedOn === build.id ? saved : draftOf(build, build.id);
}

declare global {
  interface HTMLElementTagNameMap {
    'build-page': BuildPage;
  }
}
