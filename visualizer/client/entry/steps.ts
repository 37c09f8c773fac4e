import { type PlannedStep, STREAMS, type StepEvent } from '../events/steps.ts';
import { boolean, type Fields, fieldsOf, list, number, oneOf, optional, string, whole } from '../fields.ts';
import type { Readers } from './readers.ts';
import { parseReason } from './reason.ts';

export const STEPS: Readers<StepEvent> = {
  planned: (fields) => ({ type: 'planned', steps: list(fields, 'steps').map(parseStep) }),
  step_started: (fields) => ({ type: 'step_started', step: whole(fields, 'step') }),
  step_finished: (fields) => ({
    type: 'step_finished',
    step: whole(fields, 'step'),
    cached: optional(fields, 'cached', boolean),
    seconds: number(fields, 'seconds'),
  }),
  step_failed: (fields) => ({
    type: 'step_failed',
    step: whole(fields, 'step'),
    seconds: number(fields, 'seconds'),
    error: string(fields, 'error'),
  }),
  step_explained: (fields) => ({
    type: 'step_explained',
    step: whole(fields, 'step'),
    reason: parseReason(fieldsOf(fields.reason, 'reason')),
  }),
  linted: (fields) => ({
    type: 'linted',
    rule: string(fields, 'rule'),
    text: string(fields, 'text'),
    url: rulesPage(fields),
    line: whole(fields, 'line'),
    end_line: whole(fields, 'end_line'),
  }),
  logged: (fields) => ({
    type: 'logged',
    step: optional(fields, 'step', whole),
    stream: oneOf(fields, 'stream', STREAMS),
    text: string(fields, 'text'),
  }),
};

/** Only there does a page link to; what else comes is left out. */
function rulesPage(fields: Fields): string {
  const url = string(fields, 'url');
  return url.startsWith('https://docs.docker.com/') ? url : '';
}

export function parseStep(value: unknown): PlannedStep {
  const fields = fieldsOf(value, 'step');
  const trigger = optional(fields, 'trigger', whole);
  return {
    stage: string(fields, 'stage'),
    stage_index: whole(fields, 'stage_index'),
    number: whole(fields, 'number'),
    keyword: string(fields, 'keyword'),
    instruction: string(fields, 'instruction'),
    line: whole(fields, 'line'),
    end_line: whole(fields, 'end_line'),
    makes_layer: boolean(fields, 'makes_layer'),
    ...(trigger === null ? {} : { trigger }),
  };
}
