import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBlob, sha256 } from '../../../visualizer/client/lab/layer-blob.ts';
import { findFile, tarEntries } from '../../../visualizer/client/lab/tar.ts';

const LONG = `${'deep/'.repeat(30)}${'name'.repeat(20)}.txt`;
const SECRET = 'my cat is called Biscuit\n';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tar-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A real archive, by the machine's own tar. */
function archive(format: string, files: Record<string, string>): Uint8Array<ArrayBuffer> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return new Uint8Array(execFileSync('tar', [`--format=${format}`, '-C', folder, '-cf', '-', '.']));
}

describe.each(['ustar', 'pax', 'gnu', 'v7'])('an archive in format %s', (format) => {
  test('gives each file with its bytes', () => {
    const tar = archive(format, { 'secret.txt': SECRET, 'etc/empty': '', 'big.bin': 'x'.repeat(5000) });
    const sizes = Object.fromEntries([...tarEntries(tar)].map(({ path, content }) => [path, content.length]));
    expect(sizes).toEqual({ 'secret.txt': SECRET.length, 'etc/empty': 0, 'big.bin': 5000 });
  });

  test('finds a file by its path in the image', () => {
    const tar = archive(format, { 'etc/motd': SECRET });
    expect(new TextDecoder().decode(findFile(tar, '/etc/motd') ?? undefined)).toBe(SECRET);
    expect(findFile(tar, '/etc/issue')).toBeNull();
  });
});

test.each(['pax', 'gnu'])('a path longer than a header is read in format %s', (format) => {
  expect(findFile(archive(format, { [LONG]: SECRET }), LONG)).not.toBeNull();
});

test('an archive that was cut is refused', () => {
  const tar = archive('pax', { 'big.bin': 'x'.repeat(5000) });
  expect(() => findFile(tar.subarray(0, 2048), 'none')).toThrow('in the middle of a file');
});

test('a gzipped blob gives its file and its own hash', async () => {
  const tar = archive('pax', { 'secret.txt': SECRET });
  const blob = new Uint8Array(gzipSync(tar));
  const found = await readBlob(blob, '/secret.txt');
  expect(found).toEqual({ text: SECRET, computed: await sha256(blob), blobSize: blob.length });
});

test('the hash is the one that everybody computes', async () => {
  const known = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await sha256(new Uint8Array([97, 98, 99]))).toBe(known);
});
