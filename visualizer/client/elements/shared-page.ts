import { readBoot } from '../boot.ts';
import { type ContextFile, describeFile, editableText } from '../context-file.ts';
import { make } from '../dom.ts';
import { type BuildRequest, draftOf } from '../draft.ts';
import { leaveOffer } from '../draft-store.ts';
import { theirWords } from '../lab/evidence.ts';
import { sharedEvidence } from '../lab/lab-api.ts';
import { Run } from '../run.ts';
import { revealSelect } from './reveal-select.ts';

const TICK = 250;

/** A build that somebody shared: all that its owner sees of it, and nothing to change it by. */
export class SharedPage extends HTMLElement {
  readonly #result = make('build-result');
  readonly #voice = make('live-region');
  readonly #called = make('p', { class: 'called' });
  #run: Run | null = null;
  #judged = false;

  connectedCallback(): void {
    const { shared } = readBoot(document);
    if (shared === null || this.#run !== null) return;
    // Of an imported image no Dockerfile is known.
    const asked = shared.dockerfile === '' ? [] : [this.#written(shared)];
    this.replaceChildren(this.#result, ...asked, this.#voice);
    this.addEventListener('say', (event) => this.#voice.add(String((event as CustomEvent).detail)));
    this.#result.linked = true;
    this.#result.aside.append(
      this.#called,
      revealSelect((reveal) => {
        this.#result.stack.reveal = reveal;
      }),
    );
    const resource = `shared/${shared.share}`;
    const run = new Run(shared.share, shared, location.origin, () => this.#draw(), resource);
    this.#run = run;
    this.#voice.begin(run.build);
    this.#draw();
    run.follow();
    setInterval(() => run.busy && this.#draw(), TICK);
  }

  #draw(): void {
    const run = this.#run;
    if (run === null) return;
    this.#result.draw(run);
    this.#voice.build = run.build;
    if (run.busy || this.#judged) return;
    this.#judged = true;
    void this.#judge(run);
  }

  /** How many of its steps the owner called, where that was asked. */
  async #judge(run: Run): Promise<void> {
    this.#called.textContent = theirWords(await sharedEvidence(run.id));
  }

  #written(request: BuildRequest): HTMLElement {
    const yours = make('a', { class: 'button', href: '/sandbox' }, 'Make it yours');
    yours.addEventListener('click', () => leaveOffer(draftOf(request, null)));
    const note = make('p', { class: 'note' }, 'Opens the sandbox with this Dockerfile and its files.');
    const files = Object.entries(request.files).map(([path, file]) => fileDetails(path, file));
    const lines = make('dockerfile-listing');
    lines.text = request.dockerfile;
    this.#result.lines = lines;
    return make(
      'section',
      { class: 'write', 'aria-label': 'The Dockerfile and its files' },
      make('h2', {}, 'Dockerfile'),
      lines,
      ...files,
      yours,
      note,
    );
  }
}

function fileDetails(path: string, file: ContextFile): HTMLElement {
  const text = editableText(file);
  const body = text === null ? make('p', { class: 'note' }, `A ${describeFile(file)}.`) : listing(path, text);
  return make('details', {}, make('summary', {}, make('code', {}, path)), body);
}

function listing(name: string, text: string): HTMLElement {
  return make('pre', { class: 'listing', tabindex: '0', 'aria-label': name, role: 'region' }, text.trimEnd());
}

declare global {
  interface HTMLElementTagNameMap {
    'shared-page': SharedPage;
  }
}
