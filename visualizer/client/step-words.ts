import type { BuildState, StepState } from './build-state.ts';
import { seconds } from './format.ts';
import { t } from './translate.ts';

/** How a step looks: its form (pattern, colour, glyph). The words come from `stepWords`. */
export type StepForm =
  | 'pending'
  | 'running'
  | 'base'
  | 'built'
  | 'cached'
  | 'failed'
  | 'skipped'
  | 'stopped'
  | 'settings';

export interface StepWords {
  form: StepForm;
  word: string;
  remark: string;
}

/** `now` is Unix time on the server's clock. */
export function stepWords(step: StepState, build: BuildState, now: number): StepWords {
  const took = step.seconds === null ? '' : seconds(step.seconds);
  switch (step.status) {
    case 'pending':
      return unfinished(step, build);
    case 'running':
      return { form: 'running', word: t('running'), remark: seconds(Math.floor(elapsed(step, now))) };
    case 'built':
      return step.keyword === 'FROM'
        ? { form: 'base', word: t('base'), remark: '' }
        : {
            form: 'built',
            word: t('built'),
            remark: [took, step.reason?.text].filter(Boolean).join(' · '),
          };
    case 'cached':
      return { form: 'cached', word: t('cached'), remark: step.reason?.text ?? t('not run again') };
    case 'failed':
      return {
        form: 'failed',
        word: t('failed'),
        remark: [exitCode(step.error), took].filter(Boolean).join(' · '),
      };
    case 'skipped':
      return { form: 'skipped', word: t('skipped'), remark: t('not needed') };
    case 'settings':
      return { form: 'settings', word: t('settings only'), remark: t('no layer') };
    default:
      return unknownStatus(step.status);
  }
}

function unknownStatus(status: never): never {
  throw new Error(`unknown step status ${String(status)}`);
}

/** By index of the step: `rebuilt: package.json changed`. */
export function reasonsOf(steps: readonly StepState[]): ReadonlyMap<number, string> {
  const told = steps.map((step, index) => [index, reasonWords(step)] as const);
  return new Map(told.filter(([, words]) => words !== ''));
}

/** Empty where nothing is known; what was never built before was not rebuilt. `text` says the reason otherwise. */
export function reasonWords({ cached, reason }: StepState, text = reason?.text ?? ''): string {
  if (reason === null || reason.kind === 'first_build') return text;
  return `${cached ? t('cached') : t('rebuilt')}: ${text}`;
}

export function elapsed(step: StepState, now: number): number {
  return step.startedAt === null ? 0 : Math.max(0, now - step.startedAt);
}

/** `exit code 1` from BuildKit's `… did not complete successfully: exit code: 1`. */
export function exitCode(error: string | null): string {
  const code = error?.match(/exit code: (\d+)/)?.[1];
  return code === undefined ? '' : t('exit code {code}', { code });
}

/** `Step 4`, or `Step 4 of stage build` where there are several stages. */
export function stepName(step: StepState, build: BuildState): string {
  return t('Step {number}', { number: step.number }) + ofStage(step, build);
}

/** ` of stage build`, empty where there is one stage only. */
export function ofStage(step: StepState, build: BuildState): string {
  const several = build.steps.some((other) => other.stage_index !== step.stage_index);
  return several ? ` ${t('of stage {stage}', { stage: step.stage })}` : '';
}

function unfinished(step: StepState, build: BuildState): StepWords {
  if (step.startedAt !== null) return { form: 'stopped', word: t('stopped'), remark: t('did not finish') };
  const over = build.status !== 'queued' && build.status !== 'running';
  return { form: 'pending', word: over ? t('did not run') : t('pending'), remark: '' };
}
