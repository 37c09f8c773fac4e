/** The vocabulary of a build's log, as builds/events.py defines it. Times are seconds, sizes bytes. */

import type { ContainerEvent, ContainerFinding } from './events/containers.ts';
import type { LayerEvent } from './events/layers.ts';
import type { LifecycleEvent } from './events/lifecycle.ts';
import type { StepEvent } from './events/steps.ts';
import type { StoreEvent } from './events/store.ts';
import type { TransferEvent } from './events/transfers.ts';

export type * from './events/containers.ts';
export type * from './events/layers.ts';
export type * from './events/lifecycle.ts';
export type * from './events/reason.ts';
export type * from './events/steps.ts';
export type * from './events/store.ts';
export type * from './events/transfers.ts';

export type BuildEvent =
  | LifecycleEvent
  | StepEvent
  | LayerEvent
  | ContainerEvent
  | TransferEvent
  | StoreEvent;

/** What an operation beside a build did or saw. */
export type Finding = ContainerFinding | TransferEvent | StoreEvent;

/** A line of the log: `seq` from 1 without gaps, `at` the Unix time in seconds it was recorded. */
export type Entry = { seq: number; at: number } & BuildEvent;

export function isTerminal(event: BuildEvent): boolean {
  switch (event.type) {
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      return true;
    default:
      return false;
  }
}
