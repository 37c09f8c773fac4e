import { readBoot } from '../boot.ts';
import { make } from '../dom.ts';
import { Run } from '../run.ts';
import { revealSelect } from './reveal-select.ts';

/** An image that was read and not built: its layers, and nothing to write. */
export class ImagePage extends HTMLElement {
  readonly #result = make('build-result');
  readonly #voice = make('live-region');
  #run: Run | null = null;

  connectedCallback(): void {
    const { build } = readBoot(document);
    if (build === null || this.#run !== null) return;
    this.replaceChildren(this.#result, this.#voice);
    this.addEventListener('say', (event) => this.#voice.add(String((event as CustomEvent).detail)));
    this.#result.linked = true;
    this.#result.summary.wait('Its layers', 'On their way.');
    this.#result.aside.append(
      revealSelect((reveal) => {
        this.#result.stack.reveal = reveal;
      }),
    );
    const run = new Run(build.id, build, location.origin, () => this.#draw(run));
    this.#run = run;
    this.#voice.begin(run.build);
    this.#result.share.noun = 'image';
    this.#result.share.draw(build.id, build.shared);
    run.follow();
  }

  #draw(run: Run): void {
    // Its log comes as a whole: nothing is waited for that has happened already.
    if (run.entries.length === 0 && run.connection !== 'lost') return;
    this.#result.draw(run);
    this.#voice.build = run.build;
  }
}
