import { tarEntries } from '../lab/tar.ts';

/** Where the content of the first file with any begins; the middle where there is none. */
export function firstContent(tar: Uint8Array): number {
  for (const { content } of tarEntries(tar))
    if (content.length > 0) return content.byteOffset - tar.byteOffset;
  return Math.floor(tar.length / 2);
}

/** What lies at an offset of a tar: `/greeting, byte 3 of its content`. */
export function tarPlace(tar: Uint8Array, offset: number): string {
  for (const { path, content } of tarEntries(tar)) {
    const within = offset - (content.byteOffset - tar.byteOffset);
    if (within >= 0 && within < content.length)
      return `/${path}, byte ${within.toLocaleString('en')} of its content`;
  }
  return `byte ${offset.toLocaleString('en')} of the tar, between the files’ contents: a name, a date or a mode`;
}
