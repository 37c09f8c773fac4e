import { bytes, shortDigest } from '../format.ts';
import { sha256 } from '../lab/layer-blob.ts';
import { chainId } from './chain.ts';
import type { ImageParts, Part } from './image-parts.ts';

/** One digest: how it is computed, what came out here, and what the engine recorded. */
export interface Proof {
  name: string;
  how: string;
  recorded: string;
  /** Null where it could not be computed here; then `missing` says why. */
  computed: string | null;
  missing: string;
  /** The line of the document by which it names what comes before it. */
  names: string;
}

/** From the blob to the manifest: each stands on those before it. */
export async function proofsOf(parts: ImageParts): Promise<Proof[]> {
  const { layer, layers, image, blob, tar, config, manifest } = parts;
  const below = layers[layer.index - 1]?.chain_id ?? null;
  return [
    await hashed(
      'Blob digest',
      `SHA-256 of the ${bytes(layer.size)} that are stored and pushed`,
      layer.digest,
      blob,
    ),
    await hashed(
      'diffID',
      `SHA-256 of the ${bytes(layer.unpacked_size)} tar that the blob unpacks to`,
      layer.diff_id,
      tar,
    ),
    {
      name: 'chainID',
      how:
        below === null
          ? 'The lowest layer’s chainID is its diffID'
          : `SHA-256 of the text “${short(below)} ${short(layer.diff_id)}”: chainID of the layers below, a space, the diffID`,
      recorded: layer.chain_id,
      computed: await chainId(below, layer.diff_id),
      missing: '',
      names: '',
    },
    await hashed(
      'Config digest, the image ID',
      'SHA-256 of the config: a JSON document with the settings and every diffID',
      image.config_digest,
      config,
      lineWith(config, layer.diff_id),
    ),
    await hashed(
      'Manifest digest',
      'SHA-256 of the manifest: a JSON document that names the config and every blob by digest',
      image.manifest_digest,
      manifest,
      lineWith(manifest, layer.digest),
    ),
  ];
}

async function hashed(name: string, how: string, recorded: string, part: Part, names = ''): Promise<Proof> {
  const computed = part.bytes === null ? null : await sha256(part.bytes);
  return { name, how, recorded, computed, missing: part.missing ?? '', names };
}

/** `…"sha256:…"…` around a digest in a document; empty where it does not stand there. */
function lineWith({ bytes: document }: Part, digest: string): string {
  if (document === null) return '';
  const text = new TextDecoder().decode(document);
  const at = text.indexOf(digest);
  if (at < 0) return '';
  const key = text.slice(0, at).match(/("[A-Za-z]+":\s*)?"$/)?.[0] ?? '';
  const from = at - key.length;
  return `…${text.slice(from, at + digest.length + 1).replace(/\s+/g, ' ')}…`;
}

export function short(digest: string): string {
  return `sha256:${shortDigest(digest)}…`;
}
