/** How the page writes quantities. Decimal units, as image tools count: 1 kB is 1000 B. */

import { LANGUAGE } from './translate.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (roundForUnit(value, unit) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${roundForUnit(value, unit).toLocaleString(LANGUAGE, { useGrouping: false })} ${UNITS[unit] ?? 'TB'}`;
}

function roundForUnit(value: number, unit: number): number {
  return unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}

/** `0 s`, `0.4 s`, `14.2 s`, `2 min 5 s`. */
export function seconds(duration: number): string {
  const tenths = Math.round(duration * 10) / 10;
  if (tenths < 60) return `${tenths.toLocaleString(LANGUAGE)} s`;
  const whole = Math.round(duration);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** The first 12 hex digits, as the engine's own tools shorten a digest. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString(LANGUAGE)} ${amount === 1 ? one : many}`;
}
