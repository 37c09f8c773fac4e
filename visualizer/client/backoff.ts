const FIRST = 250;
const LONGEST = 5000;

/** Milliseconds before attempt `failures + 1`; `chance` in [0, 1) spreads clients that lost the same server. */
export function backoff(failures: number, chance: number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** failures);
  return Math.round(full * (0.5 + chance / 2));
}
