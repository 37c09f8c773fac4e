import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { QUEUED } from '../../../visualizer/client/build-state.ts';
import { chainIds } from '../../../visualizer/client/digests/chain.ts';
import { TooLarge, unzip, zip } from '../../../visualizer/client/digests/codec.ts';
import { flip } from '../../../visualizer/client/digests/flip.ts';
import { type ImageParts, MOST_BLOB, tooLarge } from '../../../visualizer/client/digests/image-parts.ts';
import { proofsOf } from '../../../visualizer/client/digests/proofs.ts';
import { firstContent, tarPlace } from '../../../visualizer/client/digests/tar-place.ts';
import { parseEntry } from '../../../visualizer/client/entry.ts';
import { fieldsOf, list, string } from '../../../visualizer/client/fields.ts';
import { sha256 } from '../../../visualizer/client/lab/layer-blob.ts';
import { reduceAll } from '../../../visualizer/client/reduce.ts';

const FOLDER = 'tests/recordings';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function recorded(name: string) {
  const recording = fieldsOf(JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')), name);
  const build = reduceAll(QUEUED, list(recording, 'events').map(parseEntry));
  const evidence = fieldsOf(recording.evidence, 'evidence');
  return { build, documents: fieldsOf(evidence.documents ?? {}, 'documents') };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

test.each(names)('the chainIDs of %s are computed from its diffIDs', async (name) => {
  const { layers } = recorded(name).build;
  const computed = await chainIds(layers.map(({ diff_id }) => diff_id));
  expect(computed).toEqual(layers.map(({ chain_id }) => chain_id));
});

/** A ustar archive of one file, as small as one can be. */
function tarOf(path: string, content: string): Uint8Array<ArrayBuffer> {
  const tar = new Uint8Array(2048);
  const write = (text: string, at: number) => tar.set(bytesOf(text), at);
  write(path, 0);
  write(content.length.toString(8).padStart(11, '0'), 124);
  write('0ustar\0', 156);
  write(content, 512);
  return tar;
}

/** The top layer of a real build with the documents that it was recorded with, and bytes in place of its blob. */
async function parts(): Promise<ImageParts> {
  const { build, documents } = recorded('first-build.json');
  const { image, layers } = build;
  const layer = layers.at(-1);
  if (image === null || layer === undefined) throw new Error('no image');
  const part = (digest: string) => ({ bytes: bytesOf(string(documents, digest)), missing: null });
  const tar = tarOf('greeting', 'hello');
  return {
    image,
    layers,
    layer,
    tar: { bytes: tar, missing: null },
    blob: { bytes: await zip(tar), missing: null },
    config: part(image.config_digest),
    manifest: part(image.manifest_digest),
  };
}

test('the recorded documents hash to their digests and name the layer', async () => {
  const given = await parts();
  const [blob, diffId, chain, config, manifest] = await proofsOf(given);
  for (const proof of [chain, config, manifest]) expect(proof?.computed).toBe(proof?.recorded);
  expect(config?.names).toContain(given.layer.diff_id);
  expect(manifest?.names).toContain(given.layer.digest);
  // These bytes are not the layer's, and that shows.
  for (const proof of [blob, diffId]) expect(proof?.computed).not.toBe(proof?.recorded);
});

test('what is not here is not computed, and says why', async () => {
  const given = await parts();
  const proofs = await proofsOf({ ...given, blob: { bytes: null, missing: 'gone' } });
  expect([proofs[0]?.computed, proofs[0]?.missing]).toEqual([null, 'gone']);
});

test('a byte changed in a file changes all that stands on it, and nothing below', async () => {
  const given = await parts();
  const offset = firstContent(given.tar.bytes ?? new Uint8Array());
  const found = await flip(given, 'tar', offset);
  expect([found.place, found.before, found.after]).toEqual(['/greeting, byte 0 of its content', 0x68, 0x69]);
  const changed = found.consequences.filter(({ before, after }) => before !== after).map(({ name }) => name);
  expect(changed).toEqual([
    'diffID of this layer',
    'Blob digest, compressed anew here',
    'chainID of this layer',
    'Config digest, the image ID',
    'Manifest digest',
  ]);
  const below = found.consequences.filter(({ name }) => /^chainID of layer/.test(name));
  expect(below).toHaveLength(given.layers.length - 1);
  const tar = (given.tar.bytes ?? new Uint8Array()).slice();
  tar[offset] = 0x69;
  expect(found.consequences[0]?.after).toBe(await sha256(tar));
});

test('every layer above a changed one has another chainID', async () => {
  const given = await parts();
  const layer = given.layers[1];
  if (layer === undefined) throw new Error('no second layer');
  const { consequences } = await flip({ ...given, layer }, 'tar', 512);
  const chain = consequences.filter(({ name }) => name.startsWith('chainID'));
  expect(chain.map(({ before, after }) => before === after)).toEqual(
    given.layers.map(({ index }) => index < layer.index),
  );
});

test('a byte changed on the way is caught by the digest that the manifest names', async () => {
  const given = await parts();
  const { consequences } = await flip(given, 'blob', 30);
  expect(consequences.map(({ before, after }) => before === after)).toEqual([false, false, true]);
});

test('there is no byte past the last', async () => {
  await expect(flip(await parts(), 'tar', 2048)).rejects.toThrow('the last one is 2047');
});

test('what unpacks to more than the page holds is left', async () => {
  const blob = await zip(new Uint8Array(100_000));
  await expect(unzip(blob, 50_000)).rejects.toThrow(TooLarge);
  expect((await unzip(blob, 100_000)).length).toBe(100_000);
  const { layer } = await parts();
  expect(tooLarge(layer)).toBeNull();
  expect(tooLarge({ ...layer, size: MOST_BLOB + 1 })).toContain('Too large for this page: 16.8 MB');
});

test('a place in a tar has a name', () => {
  const tar = tarOf('etc/motd', 'words');
  expect(tarPlace(tar, 514)).toBe('/etc/motd, byte 2 of its content');
  expect(tarPlace(tar, 3)).toContain('between the files’ contents');
});
