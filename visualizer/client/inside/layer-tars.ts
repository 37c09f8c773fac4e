import { get } from '../api.ts';
import type { LayerState } from '../build-state.ts';
import { TooLarge, unzip } from '../digests/codec.ts';
import { bytes } from '../format.ts';
import { sha256 } from '../lab/layer-blob.ts';

/** What is fetched, and unpacked, at most. */
const LIMITS = { blob: 64_000_000, tar: 256_000_000 };
const KEPT = 2;

export interface LayerTar {
  tar: Uint8Array;
  /** The blob's digest as computed here; null where the browser may not hash. */
  computed: string | null;
}

/** Layers' blobs, fetched, hashed and unpacked here. Keeps the last two. */
export class LayerTars {
  readonly #kept = new Map<string, Promise<LayerTar>>();

  constructor(readonly limits = LIMITS) {}

  /** Throws where it cannot be had, or would be too large. */
  of(resource: string, layer: LayerState): Promise<LayerTar> {
    const key = `${resource} ${layer.digest}`;
    const known = this.#kept.get(key);
    const tar = known ?? opened(resource, layer, this.limits);
    this.#kept.delete(key);
    this.#kept.set(key, tar);
    tar.catch(() => this.#kept.delete(key));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return tar;
  }
}

async function opened(
  resource: string,
  { index, size }: LayerState,
  limits: typeof LIMITS,
): Promise<LayerTar> {
  if (size > limits.blob)
    throw new Error(`This layer is ${bytes(size)}; at most ${bytes(limits.blob)} are read in the browser.`);
  const answer = await get(`/api/${resource}/layers/${index}/blob`);
  const blob = new Uint8Array(await answer.arrayBuffer());
  const computed = await sha256(blob).catch(() => null);
  try {
    return { tar: await unzip(blob, limits.tar), computed };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    throw new Error(
      `This layer unpacks to more than ${bytes(limits.tar)}, which is what is read in the browser.`,
    );
  }
}
