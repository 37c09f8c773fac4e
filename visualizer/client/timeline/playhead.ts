import type { Moment } from './moments.ts';

/** The index of the last moment at or before a place on the line; 0 at the least. */
export function momentAt(moments: readonly Moment[], x: number): number {
  let [low, high] = [0, moments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((moments[middle]?.x ?? 0) <= x + 1e-9) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

export type Move = 'previous event' | 'next event' | 'previous step' | 'next step' | 'start' | 'end';

export function isMove(command: string): command is Move {
  return ['previous event', 'next event', 'previous step', 'next step', 'start', 'end'].includes(command);
}

/** The index after a move: to the next event that is not mere output, or to the next end of a step. */
export function moved(moments: readonly Moment[], index: number, move: Move): number {
  const last = moments.length - 1;
  const stops = (moment: Moment) => (move.endsWith('step') ? moment.step : moment.stop);
  switch (move) {
    case 'start':
      return 0;
    case 'end':
      return last;
    case 'previous event':
    case 'previous step':
      return Math.max(0, moments.slice(0, Math.max(0, index)).findLastIndex(stops));
    case 'next event':
    case 'next step': {
      const ahead = moments.slice(index + 1).findIndex(stops);
      return ahead < 0 ? last : index + 1 + ahead;
    }
  }
}

/** How long playing takes, in ms: as long as the build, but neither a blink nor a wait. */
export function playingTime(seconds: number): number {
  return 1000 * Math.max(4, Math.min(12, seconds));
}
