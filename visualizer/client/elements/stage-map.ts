import type { BuildState } from '../build-state.ts';
import { make } from '../dom.ts';
import { hasStages, layersLeft, type Plate, platesOf, type Thread, threadsOf } from '../stage-plates.ts';
import { copyWords, stageWords } from '../stage-words.ts';
import { stepName } from '../step-words.ts';
import { layerRow } from './layer-list.ts';

/** The stages of a build beside each other: what stays behind, layer by layer, and what was copied out of it. */
export class StageMap extends HTMLElement {
  // A figure wider than the page is scrolled to, also by keyboard.
  readonly #figure = make('div', { class: 'stage-figure', role: 'img', tabindex: '0' });
  readonly #left = make('details', { class: 'digests' });
  readonly #lists = make('div', { class: 'left-behind' });
  /** Asked to open the sheets of a stage that stays behind; null where they cannot be had. */
  open: ((stage: number, from: HTMLElement) => void) | null = null;
  #drawn = '';

  connectedCallback(): void {
    if (this.#figure.isConnected) return;
    this.#left.append(make('summary', {}, 'Stages and what passes between them, as a list'), this.#lists);
    const idea =
      'Only the last stage becomes the image. What it copies comes along; every other layer stays behind.';
    this.append(make('h3', {}, 'Stages'), make('p', { class: 'note' }, idea), this.#figure, this.#left);
  }

  draw(build: BuildState): void {
    this.hidden = !hasStages(build);
    if (this.hidden) return;
    const [plates, threads] = [platesOf(build), threadsOf(build)];
    const drawn = JSON.stringify([plates, threads]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    void this.#drawFigure(plates, threads, drawn);
    const open = new Set(plates.map(({ stage }) => stage));
    this.#lists.replaceChildren(...[...open].map((stage) => stageSection(build, stage, this.open)));
  }

  /** Few builds have stages, so it is loaded for those. */
  async #drawFigure(plates: readonly Plate[], threads: readonly Thread[], drawn: string): Promise<void> {
    const { figureWords, stageFigure } = await import('./stage-figure.ts');
    if (drawn !== this.#drawn) return;
    this.#figure.setAttribute('aria-label', figureWords(plates, threads));
    this.#figure.replaceChildren(stageFigure(plates, threads));
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
