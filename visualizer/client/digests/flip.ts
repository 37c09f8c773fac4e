import { sha256 } from '../lab/layer-blob.ts';
import { chainIds } from './chain.ts';
import { unzip, zip } from './codec.ts';
import { type ImageParts, MOST_TAR } from './image-parts.ts';
import { tarPlace } from './tar-place.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Where the byte lies that is changed: in the layer's files, or in the blob as it travels. */
export type Where = 'tar' | 'blob';

/** One value before and after a byte was changed; `after` is null where nobody gets so far. */
export interface Consequence {
  name: string;
  before: string;
  after: string | null;
}

export interface Flip {
  /** `/greeting, byte 3 of its content`. */
  place: string;
  before: number;
  after: number;
  consequences: readonly Consequence[];
  /** What follows, in one sentence. */
  sentence: string;
}

/** Changes the lowest bit of one byte and computes everything anew that hangs on it. Throws where a part is missing. */
export async function flip(parts: ImageParts, where: Where, offset: number): Promise<Flip> {
  return where === 'tar' ? flipTar(parts, offset) : flipBlob(parts, offset);
}

async function flipTar(parts: ImageParts, offset: number): Promise<Flip> {
  const { layers, layer, image } = parts;
  const [tar, changed] = flippedCopy(parts.tar.bytes, offset);
  const diffId = await sha256(changed);
  const diffIds = layers.map((one) => (one.index === layer.index ? diffId : one.diff_id));
  const chain = await chainIds(diffIds);
  const blob = await zip(changed);
  const digest = await sha256(blob);
  const config = replaced(parts.config.bytes, layer.diff_id, diffId, twins(parts, 'diff_id'));
  const imageId = config === null ? null : await sha256(config);
  const named = replaced(parts.manifest.bytes, layer.digest, digest, twins(parts, 'digest'), blob.length);
  const whole = named === null || imageId === null ? null : replaced(named, image.config_digest, imageId, 0);
  const manifest = whole === null ? null : await sha256(whole);
  return {
    place: tarPlace(tar, offset),
    ...bytesOf(tar, changed, offset),
    consequences: [
      { name: 'diffID of this layer', before: layer.diff_id, after: diffId },
      { name: 'Blob digest, compressed anew here', before: layer.digest, after: digest },
      ...layers.map((one) => ({
        name: one.index === layer.index ? 'chainID of this layer' : `chainID of layer ${one.index + 1}`,
        before: one.chain_id,
        after: chain[one.index] ?? null,
      })),
      { name: 'Config digest, the image ID', before: image.config_digest, after: imageId },
      { name: 'Manifest digest', before: image.manifest_digest, after: manifest },
    ],
    sentence:
      'It is another layer and another image: everything that stands on the byte has another name; the layers below keep theirs.',
  };
}

async function flipBlob(parts: ImageParts, offset: number): Promise<Flip> {
  const { layer, image } = parts;
  const [blob, changed] = flippedCopy(parts.blob.bytes, offset);
  const unpacked = await unzip(changed, MOST_TAR).then(sha256, () => null);
  return {
    place: `byte ${offset.toLocaleString('en')} of the blob`,
    ...bytesOf(blob, changed, offset),
    consequences: [
      { name: 'Blob digest', before: layer.digest, after: await sha256(changed) },
      { name: 'diffID of what it unpacks to', before: layer.diff_id, after: unpacked },
      { name: 'Manifest digest', before: image.manifest_digest, after: image.manifest_digest },
    ],
    sentence:
      'The manifest still names the old digest. Whoever pulls the blob hashes it, sees another one, and throws it away.',
  };
}

/** How many layers below have the same value: so many places are left alone. */
function twins({ layers, layer }: ImageParts, field: 'diff_id' | 'digest'): number {
  return layers.filter((one) => one.index < layer.index && one[field] === layer[field]).length;
}

/** The document with the digest at its n-th place replaced, and the size that follows it, where one is given. */
function replaced(
  document: Bytes | null,
  from: string,
  to: string,
  nth: number,
  size?: number,
): Bytes | null {
  if (document === null) return null;
  const parts = new TextDecoder().decode(document).split(from);
  if (parts.length < nth + 2) return null;
  const rest = parts.slice(nth + 1).join(from);
  const sized = size === undefined ? rest : rest.replace(/^(",\s*"size":\s*)\d+/, `$1${size}`);
  return new TextEncoder().encode(`${parts.slice(0, nth + 1).join(from)}${to}${sized}`);
}

function flippedCopy(bytes: Bytes | null, offset: number): [Bytes, Bytes] {
  if (bytes === null) throw new Error('The bytes of this layer are not here.');
  const changed = bytes.slice();
  const byte = changed[offset];
  if (byte === undefined) throw new Error(`There is no byte ${offset}: the last one is ${bytes.length - 1}.`);
  changed[offset] = byte ^ 1;
  return [bytes, changed];
}

function bytesOf(old: Bytes, changed: Bytes, offset: number): { before: number; after: number } {
  return { before: old[offset] ?? 0, after: changed[offset] ?? 0 };
}
