/** What the steps of a Dockerfile do. */

import type { Reason } from './reason.ts';

export type StepEvent = Planned | StepStarted | StepFinished | StepFailed | StepExplained | Linted | Logged;

export interface PlannedStep {
  stage: string;
  stage_index: number;
  number: number;
  keyword: string;
  instruction: string;
  line: number;
  end_line: number;
  makes_layer: boolean;
  /** The line of the ONBUILD that held it back. */
  trigger?: number;
}

export interface Planned {
  type: 'planned';
  steps: readonly PlannedStep[];
}

export interface StepStarted {
  type: 'step_started';
  step: number;
}

export interface StepFinished {
  type: 'step_finished';
  step: number;
  cached: boolean | null;
  seconds: number;
}

export interface StepFailed {
  type: 'step_failed';
  step: number;
  seconds: number;
  error: string;
}

export interface StepExplained {
  type: 'step_explained';
  step: number;
  reason: Reason;
}

/** What BuildKit's checks say of lines from 1: the rule, its own words, and where it explains the rule. */
export interface Linted {
  type: 'linted';
  rule: string;
  text: string;
  url: string;
  line: number;
  end_line: number;
}

export const STREAMS = ['stdout', 'stderr', 'warning'] as const;
export type Stream = (typeof STREAMS)[number];

export interface Logged {
  type: 'logged';
  step: number | null;
  stream: Stream;
  text: string;
}
