import type { Sheet } from './sheets.ts';
import type { Tokens } from './tokens.ts';

/** The colour of a sheet's state. */
export function inkOf({ state }: Sheet, { colour }: Tokens): string {
  switch (state) {
    case 'base':
    case 'cached':
    case 'built':
    case 'failed':
    case 'writable':
      return colour[state];
    case 'running':
      return colour.ink;
    default:
      return colour.pending;
  }
}
