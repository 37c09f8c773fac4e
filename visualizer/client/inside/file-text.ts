import { visible } from './visible.ts';

/** How much of a file is looked at: bytes for text and for a comparison, lines that are shown. */
export const TEXT_BYTES = 100_000;
export const COMPARED_BYTES = 500_000;
export const TEXT_LINES = 2000;
const SNIFFED = 8192;
const DUMPED = 256;
const ROW = 16;

/** A file's text; null where it is binary: not UTF-8, or with a NUL. The last character may be cut off. */
export function textOf(bytes: Uint8Array, most: number): string | null {
  if (bytes.subarray(0, SNIFFED).includes(0)) return null;
  try {
    const whole = bytes.length <= most;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, most), { stream: !whole });
  } catch {
    return null;
  }
}

/** At most as many lines as are shown, each with what cannot be seen made visible, and whether that is all. */
export function shownLines(text: string): { lines: readonly string[]; whole: boolean } {
  const all = text.split('\n');
  const lines = all.slice(0, TEXT_LINES).map(visibleLine);
  return { lines, whole: lines.length === all.length };
}

export function visibleLine(line: string): string {
  return line.split('\t').map(visible).join('\t');
}

/** The first bytes in hexadecimal and as characters, 16 a line. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, DUMPED); at += ROW) {
    const row = [...bytes.subarray(at, Math.min(at + ROW, DUMPED))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(ROW * 3 - 1)}  ${text}`);
  }
  return lines.join('\n');
}
