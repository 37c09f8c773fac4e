import { get } from '../api.ts';
import type { ImageState, LayerState } from '../build-state.ts';
import { bytes } from '../format.ts';
import { TooLarge, unzip } from './codec.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** All of it is held in the page's memory, several times while a byte is flipped. */
export const MOST_BLOB = 16 * 2 ** 20;
export const MOST_TAR = 64 * 2 ** 20;

/** Something the page has, or why not. */
export type Part = { bytes: Bytes; missing: null } | { bytes: null; missing: string };

/** One layer of an image, and the two documents that name it. */
export interface ImageParts {
  image: ImageState;
  /** Bottom first. */
  layers: readonly LayerState[];
  layer: LayerState;
  blob: Part;
  tar: Part;
  config: Part;
  manifest: Part;
}

/** Fetches what there is. `resource` is where the build is read below `/api/`. */
export async function fetchParts(
  resource: string,
  image: ImageState,
  layers: readonly LayerState[],
  layer: LayerState,
): Promise<ImageParts> {
  const fetched = (path: string) => part(async () => body(await get(`/api/${resource}/${path}`)));
  const [config, manifest, blob] = await Promise.all([
    fetched('documents/config'),
    fetched('documents/manifest'),
    tooLarge(layer) === null
      ? fetched(`layers/${layer.index}/blob`)
      : { bytes: null, missing: tooLarge(layer) ?? '' },
  ]);
  return { image, layers, layer, blob, tar: await unpacked(blob, layer), config, manifest };
}

/** Why a layer is not fetched; null where it is. */
export function tooLarge({ size, unpacked_size }: LayerState): string | null {
  if (size <= MOST_BLOB && unpacked_size <= MOST_TAR) return null;
  const limits = `at most ${bytes(MOST_BLOB)} compressed and ${bytes(MOST_TAR)} unpacked`;
  return `Too large for this page: ${bytes(size)} compressed, ${bytes(unpacked_size)} unpacked. It holds all bytes in memory, so ${limits}.`;
}

async function unpacked(blob: Part, { media_type }: LayerState): Promise<Part> {
  if (blob.bytes === null) return blob;
  if (media_type.endsWith('zstd'))
    return { bytes: null, missing: 'Compressed with zstd, which browsers do not unpack.' };
  const { bytes: whole } = blob;
  return part(() => unzip(whole, MOST_TAR));
}

async function part(take: () => Promise<Bytes>): Promise<Part> {
  try {
    return { bytes: await take(), missing: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      bytes: null,
      missing: error instanceof TooLarge ? `Too large for this page: ${reason}.` : reason,
    };
  }
}

async function body(answer: Response): Promise<Bytes> {
  return new Uint8Array(await answer.arrayBuffer());
}
