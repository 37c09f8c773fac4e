import { get } from '../api.ts';
import { findFile } from './tar.ts';

/** A file as it lies in a layer's blob, and how the blob was checked. */
export interface FoundFile {
  text: string;
  /** sha256 of the bytes that came, computed here. */
  computed: string;
  blobSize: number;
}

/** Fetches a layer's blob, hashes it here, and takes one file out of it. Throws where that is not possible. */
export async function fileInLayer(build: string, layer: number, path: string): Promise<FoundFile> {
  const answer = await get(`/api/builds/${build}/layers/${layer}/blob`);
  const blob = new Uint8Array(await answer.arrayBuffer());
  return readBlob(blob, path);
}

export async function readBlob(blob: Uint8Array<ArrayBuffer>, path: string): Promise<FoundFile> {
  const file = findFile(await unzipped(blob), path);
  if (file === null) throw new Error(`There is no file ${path} in this layer.`);
  return { text: new TextDecoder().decode(file), computed: await sha256(blob), blobSize: blob.length };
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // A browser offers it only where nobody can change what travels: on https, or on this machine.
  if (crypto.subtle === undefined)
    throw new Error('This connection is not secure, so the browser cannot hash.');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Layers are stored gzipped, or as they are. */
async function unzipped(blob: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (blob[0] !== 0x1f || blob[1] !== 0x8b) return blob;
  const stream = new Blob([blob]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
