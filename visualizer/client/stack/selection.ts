import { hasFilm, type Sheet } from './sheets.ts';

/** The sheet chosen; else the one that the build is at: running, torn, the latest with film; before all, the first to come. */
export function selectedIndex(sheets: readonly Sheet[], chosen: string | null): number {
  const wanted = sheets.findIndex(({ key }) => key === chosen);
  if (wanted >= 0) return wanted;
  const eventful = sheets.findLastIndex(({ state }) => state === 'running' || state === 'failed');
  if (eventful >= 0) return eventful;
  const film = sheets.findLastIndex((sheet) => hasFilm(sheet) && sheet.state !== 'writable');
  if (film >= 0) return film;
  const firstAsked = sheets.findIndex(({ state, keyword }) => state === 'pending' && keyword !== 'FROM');
  return firstAsked >= 0 ? firstAsked : sheets.length - 1;
}
