import type { BuildState, LayerState } from '../build-state.ts';
import { make } from '../dom.ts';
import { say } from '../elements/live-region.ts';
import { bytes } from '../format.ts';
import type { ImageParts } from './image-parts.ts';

/** What is looked at: a layer of a finished image, and where the build is read below `/api/`. */
interface Subject {
  build: BuildState;
  layer: LayerState;
  resource: string;
}

/** How the digests of the selected sheet come about: computed here, from the real bytes, and again with one changed. */
export class DigestAnatomy extends HTMLElement {
  /** The index of the selected sheet's layer; null where it has none. */
  selected = (): number | null => null;
  readonly #details = make('details', { class: 'digests' });
  readonly #body = make('div', { class: 'anatomy' });
  #build: BuildState | null = null;
  #resource = '';
  #shown: Subject | null = null;

  connectedCallback(): void {
    if (this.#details.isConnected) return;
    this.#details.append(make('summary', {}, 'Digests of the selected sheet, computed here'), this.#body);
    this.#details.addEventListener('toggle', () => this.refresh());
    this.append(this.#details);
  }

  draw(build: BuildState, resource: string): void {
    this.hidden = build.image === null;
    this.#build = build;
    this.#resource = resource;
    this.refresh();
  }

  /** Another sheet may be selected. */
  refresh(): void {
    const build = this.#build;
    if (build === null || build.image === null || !this.#details.open) return;
    const layer = build.layers.find(({ index }) => index === this.selected());
    if (layer === undefined) {
      this.#shown = null;
      const nothing = 'This step made no layer, so there is nothing to hash. Select a sheet that has one.';
      this.#body.replaceChildren(make('p', { class: 'note' }, nothing));
    } else if (layer !== this.#shown?.layer || this.#resource !== this.#shown.resource) {
      this.#shown = { build, layer, resource: this.#resource };
      this.#offer(this.#shown);
    }
  }

  #offer(subject: Subject): void {
    const { build, layer } = subject;
    const instruction = layer.step === null ? '' : (build.steps[layer.step]?.instruction ?? '');
    const compute = make('button', { type: 'button', class: 'primary' }, 'Fetch it and compute');
    compute.addEventListener('click', () => void this.#compute(compute, subject));
    const words = `Layer ${layer.index + 1} of ${build.layers.length}, ${bytes(layer.size)}. Your browser fetches it as the engine stores it, and computes each digest itself with SHA-256.`;
    this.#body.replaceChildren(
      make('h3', {}, make('code', {}, instruction || 'layer')),
      make('p', {}, words),
      compute,
      make('div', { class: 'computed' }),
    );
  }

  async #compute(button: HTMLButtonElement, subject: Subject): Promise<void> {
    const { build, layer, resource } = subject;
    if (build.image === null || button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    try {
      const [{ fetchParts }, drawn] = await Promise.all([import('./image-parts.ts'), import('./drawn.ts')]);
      const parts = await fetchParts(resource, build.image, build.layers, layer);
      const { shown, sentence } = await drawn.proofs(parts);
      if (subject !== this.#shown) return;
      this.#computed.replaceChildren(...shown, ...this.#flipper(drawn, parts));
      say(this, sentence);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#computed.replaceChildren(make('p', { class: 'fault', role: 'alert' }, reason));
    } finally {
      button.setAttribute('aria-disabled', 'false');
    }
  }

  #flipper(drawn: typeof import('./drawn.ts'), parts: ImageParts): HTMLElement[] {
    return parts.blob.bytes === null || parts.tar.bytes === null ? [] : [drawn.flipper(parts)];
  }

  get #computed(): Element {
    return this.#body.querySelector('.computed') ?? this.#body;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'digest-anatomy': DigestAnatomy;
  }
}
