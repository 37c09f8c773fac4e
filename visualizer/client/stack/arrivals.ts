import { hasFilm, type Sheet } from './sheets.ts';

/** How a sheet comes: a built one flies in, a cached or base one snaps down, a torn one is drawn. */
export type Manner = 'fly' | 'snap' | 'tear' | 'together';

export interface Arrival {
  keys: readonly string[];
  manner: Manner;
}

/** More than this at once are not played one by one. */
export const LONGEST_QUEUE = 4;
const LONG_RUN = 5;

/** The sheets that got their film between two states of one pile, bottom first. */
export function arrivalsBetween(before: readonly Sheet[], after: readonly Sheet[]): Arrival[] {
  const known = new Map(before.map((sheet) => [sheet.key, sheet]));
  const fresh = after.filter((sheet) => {
    const old = known.get(sheet.key);
    return hasFilm(sheet) && (old === undefined || !hasFilm(old)) && sheet.part === null;
  });
  if (fresh.length > LONG_RUN && fresh.every(({ state }) => state === 'cached' || state === 'base')) {
    return [{ keys: fresh.map(({ key }) => key), manner: 'together' }];
  }
  if (fresh.length > LONGEST_QUEUE) return [];
  return fresh.map(({ key, state }) => ({ keys: [key], manner: mannerOf(state) }));
}

function mannerOf(state: Sheet['state']): Manner {
  if (state === 'built') return 'fly';
  return state === 'failed' ? 'tear' : 'snap';
}
