import { type BuildState, hasEnded } from '../build-state.ts';
import { make } from '../dom.ts';
import { hasStages, layersLeft, type Plate, platesOf, type Thread, threadsOf } from '../stage-plates.ts';
import { copySources } from '../stage-sources.ts';
import { copyWords, stageWords } from '../stage-words.ts';
import { stepName } from '../step-words.ts';
import { layerRow } from './layer-list.ts';

/** The stages of a build beside each other: what stays behind, layer by layer, and what was copied out of it. */
export class StageMap extends HTMLElement {
  readonly #figure = make('div', { class: 'stage-figure', role: 'img' });
  readonly #left = make('details', { class: 'digests' });
  readonly #lists = make('div', { class: 'left-behind' });
  /** Asked to open the sheets of a stage that stays behind; null where they cannot be had. */
  open: ((stage: number, from: HTMLElement) => void) | null = null;
  readonly #resize = new ResizeObserver(() => this.#build !== null && this.draw(this.#build, this.#resource));
  #build: BuildState | null = null;
  #resource = '';
  /** Of which build it is known, or asked, where the copies come from. */
  #traced: BuildState['copies'] | null = null;
  #sources: ReadonlyMap<number, number> = new Map();
  #drawn = '';

  connectedCallback(): void {
    this.#resize.observe(this);
    if (this.#figure.isConnected) return;
    this.#left.append(make('summary', {}, 'Stages and what passes between them, as a list'), this.#lists);
    const idea =
      'Only the last stage becomes the image. What it copies comes along; every other layer stays behind.';
    this.append(make('h3', {}, 'Stages'), make('p', { class: 'note' }, idea), this.#figure, this.#left);
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
  }

  /** `resource` is where the build is read below `/api/`. */
  draw(build: BuildState, resource: string): void {
    this.#build = build;
    this.#resource = resource;
    this.hidden = !hasStages(build);
    if (this.hidden) return;
    if (hasEnded(build) && build.copies !== this.#traced) void this.#trace(build, resource);
    const [plates, threads] = [platesOf(build), threadsOf(build, this.#sources)];
    const room = this.clientWidth;
    const drawn = JSON.stringify([plates, threads, room]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    void this.#drawFigure(plates, threads, room, drawn);
    const open = new Set(plates.map(({ stage }) => stage));
    this.#lists.replaceChildren(...[...open].map((stage) => stageSection(build, stage, this.open)));
  }

  /** Finds the sheets that the copies come from; until then, and where that fails, they come from the top ones. */
  async #trace(build: BuildState, resource: string): Promise<void> {
    this.#traced = build.copies;
    this.#sources = new Map();
    const sources = await copySources(resource, build).catch(() => new Map<number, number>());
    if (this.#traced !== build.copies || this.#build === null) return;
    this.#sources = sources;
    this.draw(this.#build, resource);
  }

  /** Few builds have stages, so it is loaded for those. */
  async #drawFigure(
    plates: readonly Plate[],
    threads: readonly Thread[],
    room: number,
    drawn: string,
  ): Promise<void> {
    const { figureWords, stageFigure } = await import('./stage-figure.ts');
    if (drawn !== this.#drawn) return;
    this.#figure.setAttribute('aria-label', figureWords(plates, threads));
    this.#figure.replaceChildren(stageFigure(plates, threads, room));
  }
}

function stageSection(build: BuildState, stage: number, open: StageMap['open']): HTMLElement {
  const name = build.steps.find((step) => step.stage_index === stage)?.stage ?? String(stage);
  const layers = layersLeft(build, stage);
  const taken = build.copies
    .filter((copy) => copy.stage === stage)
    .map((copy) => copiedLine(build, copy.step));
  return make(
    'section',
    {},
    make('h4', {}, 'Stage ', make('code', {}, name), ` · ${stageWords(build, stage) || 'not recorded yet'}`),
    ...(taken.length === 0 ? [] : [make('ul', { role: 'list', class: 'taken' }, ...taken)]),
    ...(layers.length === 0
      ? []
      : [
          make(
            'ol',
            { role: 'list', class: 'layers' },
            ...layers.map((layer) => layerRow(layer, build, ` of stage ${name}`)),
          ),
          ...(open === null ? [] : [openButton(name, (from) => open(stage, from))]),
        ]),
  );
}

function openButton(name: string, open: (from: HTMLElement) => void): HTMLElement {
  const button = make('button', { type: 'button' }, `Open the sheets of ${name}`);
  button.addEventListener('click', () => open(button));
  return button;
}

function copiedLine(build: BuildState, index: number): HTMLElement {
  const step = build.steps[index];
  if (step === undefined) return make('li');
  return make('li', {}, `Copied by ${stepName(step, build).toLowerCase()}: ${copyWords(build, step)}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'stage-map': StageMap;
  }
}
