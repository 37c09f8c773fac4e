export const BARS = 40;

export interface Fingerprint {
  /** Forty hex digits, each 0 to 15: form, not hue. */
  bars: readonly number[];
  /** The first eight digits. */
  short: string;
}

/** Of a digest `sha256:` and 64 hex digits. */
export function fingerprint(digest: string): Fingerprint {
  const hex = digest.slice(digest.indexOf(':') + 1);
  const bars = Array.from(hex.slice(0, BARS), (digit) => Number.parseInt(digit, 16));
  return { bars, short: hex.slice(0, 8) };
}
