const BLOCK = 512;
const text = new TextDecoder();

export interface TarEntry {
  path: string;
  content: Uint8Array;
}

/** The regular files of a tar archive, in order. Reads ustar, pax paths and GNU long names, as engines write them. */
export function* tarEntries(tar: Uint8Array): Generator<TarEntry> {
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const size = number(header.subarray(124, 136));
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new Error('the archive ends in the middle of a file');
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type === 'L') longName = field(content);
    else if (type !== 'g') {
      if (type === '0' || type === '\0') yield { path: plain(longName ?? nameOf(header)), content };
      longName = null;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** The file `path`, null where the archive has none. */
export function findFile(tar: Uint8Array, path: string): Uint8Array | null {
  for (const entry of tarEntries(tar)) if (entry.path === plain(path)) return entry.content;
  return null;
}

function nameOf(header: Uint8Array): string {
  const prefix = field(header.subarray(345, 500));
  const name = field(header.subarray(0, 100));
  const ustar = field(header.subarray(257, 262)) === 'ustar';
  return ustar && prefix !== '' ? `${prefix}/${name}` : name;
}

function field(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return text.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Octal, or, with the first bit set, binary. */
function number(bytes: Uint8Array): number {
  if (((bytes[0] ?? 0) & 0x80) === 0) return Number.parseInt(field(bytes).trim() || '0', 8);
  return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
}

/** From records `LENGTH key=value\n`, whose length counts itself. */
function paxPath(records: Uint8Array): string | null {
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(0x20, at);
    const length = Number.parseInt(text.decode(records.subarray(at, space)), 10);
    if (space < 0 || !(length > 0)) return null;
    const record = text.decode(records.subarray(space + 1, at + length - 1));
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return null;
}

function plain(path: string): string {
  return path.replace(/^(\.?\/)+/, '');
}
