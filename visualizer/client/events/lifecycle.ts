/** How a build, or an operation beside one, begins and ends. */

export type LifecycleEvent = Started | Completed | Failed | Cancelled | Interrupted;

export interface Started {
  type: 'started';
  attempt: number;
  engine: Readonly<Record<string, string>>;
}

export interface Completed {
  type: 'completed';
  seconds: number;
}

export const FAILURES = [
  'step',
  'syntax',
  'base',
  'policy',
  'context',
  'secrets',
  'time',
  'engine',
  'record',
  'container',
] as const;
export type FailureReason = (typeof FAILURES)[number];

export interface Failed {
  type: 'failed';
  reason: FailureReason;
  error: string;
  step: number | null;
  line: number | null;
  hint: string | null;
}

export interface Cancelled {
  type: 'cancelled';
}

export interface Interrupted {
  type: 'interrupted';
  reason: string;
}
