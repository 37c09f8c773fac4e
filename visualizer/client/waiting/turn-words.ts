import { seconds } from '../format.ts';
import type { Turn } from './turn.ts';

export function placeWords({ position }: Turn): string {
  return position === 1 ? 'You are next' : `Place ${position} in the queue`;
}

/** With what it was made from. */
export function estimateWords(turn: Turn): string {
  if (turn.seconds === null) return 'There is no estimate: nothing was done here yet to make one from.';
  const measured = turn.measured === 1 ? 'the one operation' : `the last ${turn.measured} operations`;
  const source = `${measured} on this site, of which ${turn.at_once} may run at a time`;
  return `It should start in ${about(turn.seconds)}. This is an estimate from what is usual: the median of ${source}.`;
}

/** Both in seconds. Empty as long as what was promised first may still come true. */
export function lateWords(promised: number | null, waited: number): string {
  if (promised === null || waited < promised + 1) return '';
  return `You have waited ${seconds(Math.round(waited))}, longer than the first estimate said (${about(promised)}).`;
}

/** For those who hear it. */
export function spoken(turn: Turn): string {
  const wait = turn.seconds === null ? '' : `, ${about(turn.seconds)}`;
  return `${placeWords(turn)}${wait}.`;
}

function about(duration: number): string {
  return duration < 1 ? 'about a second' : `about ${seconds(Math.ceil(duration))}`;
}
