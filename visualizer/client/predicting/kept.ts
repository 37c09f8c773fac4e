import type { Guess } from '../stack/words.ts';

const WANTED = 'layerlab:predicting';
const SAID = 'layerlab:predicted';
/** Where the browser stores nothing it holds for this page only. */
const held = new Map<string, string>();

/** Whether this browser is to ask before a build. */
export function wantsPrediction(): boolean {
  return read(WANTED) === 'yes';
}

export function rememberWanting(wanted: boolean): void {
  write(WANTED, wanted ? 'yes' : 'no');
}

/** Keeps what was said of the newest build, so that a reload brings it back. */
export function keepSaid(build: string, said: ReadonlyMap<number, Guess>): void {
  write(SAID, JSON.stringify({ build, steps: [...said] }));
}

/** What was said of a build; nothing where it was another one's, or cannot be read. */
export function saidBefore(build: string): ReadonlyMap<number, Guess> {
  try {
    const kept: unknown = JSON.parse(read(SAID) ?? 'null');
    if (!isKept(kept) || kept.build !== build) return new Map();
    return new Map(kept.steps.filter(isSaid));
  } catch {
    return new Map();
  }
}

function isKept(value: unknown): value is { build: string; steps: unknown[] } {
  return typeof value === 'object' && value !== null && 'steps' in value && Array.isArray(value.steps);
}

function isSaid(value: unknown): value is [number, Guess] {
  return Array.isArray(value) && Number.isInteger(value[0]) && ['cached', 'rebuilt'].includes(value[1]);
}

function read(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return held.get(place) ?? null;
  }
}

function write(place: string, value: string): void {
  try {
    localStorage.setItem(place, value);
  } catch {
    held.set(place, value);
  }
}
