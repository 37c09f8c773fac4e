import type { BuildState, LayerState } from '../build-state.ts';
import { hasEnded } from '../build-state.ts';
import { FloorTree } from './floor-tree.ts';
import type { FileSource, LayerFile } from './layer-file.ts';
import { findMarkedCells } from './marked-cells.ts';
import { type Mark, readMarks } from './marks.ts';
import { EMPTY_PLAN, layOut, type Plan } from './plan.ts';
import { inSlices } from './slices.ts';

/**
 * The listings of a build's layers and the floor plan over them. A layer's listing depends on what lies below,
 * so it is known by its chainID; the plan is laid out once per image, when all listings are in.
 */
export class Listings {
  plan: Plan = EMPTY_PLAN;
  readonly #known = new Map<string, readonly LayerFile[]>();
  readonly #tree = new FloorTree();
  readonly #changed: () => void;
  #source: FileSource | null = null;
  #planned = new Set<string>();
  #wanted = '';
  #abort = new AbortController();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  set source(source: FileSource | null) {
    this.#source = source;
    this.#wanted = '';
  }

  /** The listings known of these layers, by layer index; none before they have places. */
  of(layers: readonly LayerState[]): ReadonlyMap<number, readonly LayerFile[]> {
    return new Map(
      layers.flatMap(({ index, chain_id }) => {
        const files = this.#planned.has(chain_id) ? this.#known.get(chain_id) : undefined;
        return files === undefined ? [] : [[index, files] as const];
      }),
    );
  }

  /** Fetches and lays out what a finished image has; does nothing while one is being built. */
  want(build: BuildState, extra: readonly LayerFile[]): void {
    const complete = build.image !== null || hasEnded(build);
    if (this.#source === null || !complete || build.layers.length === 0) return;
    const wanted = [...build.layers.map(({ chain_id }) => chain_id), extra.length].join();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#abort.abort();
    this.#abort = new AbortController();
    void this.#load(build.layers, extra, this.#abort.signal);
  }

  stop(): void {
    this.#abort.abort();
    this.#wanted = '';
  }

  async #load(
    layers: readonly LayerState[],
    extra: readonly LayerFile[],
    signal: AbortSignal,
  ): Promise<void> {
    const listings = await Promise.all(layers.map((layer) => this.#listing(layer)));
    const plan = await inSlices(planOf([...listings, extra], this.#tree), signal);
    if (plan === null || signal.aborted) return;
    this.plan = plan;
    this.#planned = new Set(layers.map(({ chain_id }) => chain_id));
    this.#changed();
  }

  /** Null where it cannot be had: the sheet then stays without marks. */
  async #listing({ index, chain_id, empty }: LayerState): Promise<readonly LayerFile[] | null> {
    const known = this.#known.get(chain_id);
    if (known !== undefined) return known;
    const source = this.#source;
    try {
      const files = empty ? [] : typeof source === 'function' ? await source(index) : source?.get(index);
      if (files === undefined) return null;
      this.#known.set(chain_id, files);
      return files;
    } catch {
      return null;
    }
  }
}

/** The floor plan over listings; null where one cannot be had. */
export function* planOf(
  listings: readonly (readonly LayerFile[] | null)[],
  tree = new FloorTree(),
): Generator<void, Plan> {
  const marks: (readonly Mark[])[] = [];
  for (const files of listings) marks.push(files === null ? [] : yield* readMarks(files));
  const plan = yield* layOut(marks, tree);
  for (const own of marks) yield* findMarkedCells(own, plan);
  return plan;
}
