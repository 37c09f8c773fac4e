import { readBoot } from '../boot.ts';
import { hasEnded } from '../build-state.ts';
import { make } from '../dom.ts';
import { layerFiles } from '../layer-files.ts';
import { pointedBy } from '../moment-link.ts';
import { Run } from '../run.ts';
import { reasonsOf } from '../step-words.ts';

/** A shared build within another site's page: its sheets and its course of time, from the moment that is linked to. */
export class EmbeddedBuild extends HTMLElement {
  readonly #summary = make('build-summary');
  readonly #stack = make('layer-stack', { announces: '', hidden: '' });
  readonly #timeline = make('build-timeline', { hidden: '' });
  #run: Run | null = null;
  #live = true;
  #pointed = pointedBy(location.hash);

  connectedCallback(): void {
    const { shared } = readBoot(document);
    if (shared === null || this.#run !== null) return;
    this.append(this.#summary, this.#stack, this.#timeline);
    const resource = `shared/${shared.share}`;
    const run = new Run(shared.share, shared, location.origin, () => this.#draw(run), resource);
    this.#run = run;
    this.#stack.files = (layer) => layerFiles(resource, layer);
    this.#stack.resource = resource;
    this.#stack.clock = () => (this.#live ? run.now : (run.entries[this.#timeline.seq - 1]?.at ?? run.now));
    this.#timeline.addEventListener('moment', (event) => {
      this.#live = (event as CustomEvent<{ live: boolean }>).detail.live;
      this.#stack.state = this.#live ? run.build : this.#timeline.replay.at(this.#timeline.seq);
    });
    this.#stack.addEventListener('command', (event) => {
      const { command } = (event as CustomEvent<{ command: string }>).detail;
      if (this.#timeline.perform(command)) event.preventDefault();
    });
    run.follow();
  }

  #draw(run: Run): void {
    this.#summary.draw(run);
    this.#timeline.hidden = run.entries.length < 3 || run.build.steps.length === 0;
    this.#timeline.entries = run.entries;
    this.#stack.hidden = run.build.steps.length + run.build.layers.length === 0;
    if (this.#live) this.#stack.state = run.build;
    if (!hasEnded(run.build)) return;
    this.#stack.reasons = reasonsOf(run.build.steps);
    this.#goThere(run);
  }

  /** Once, when all of the log is here. */
  #goThere(run: Run): void {
    const { at, sheet } = this.#pointed;
    this.#pointed = { at: null, sheet: null };
    if (sheet !== null) this.#stack.chosen = sheet;
    if (at === null || at >= run.entries.length) return;
    this.#live = false;
    this.#timeline.seq = at;
    this.#stack.state = this.#timeline.replay.at(at);
  }
}
