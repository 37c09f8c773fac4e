import type { BuildState } from './build-state.ts';
import type { Connection } from './feed.ts';
import { bytes, seconds } from './format.ts';
import { ofStage } from './step-words.ts';
import { t, tn } from './translate.ts';

export interface SummaryWords {
  title: string;
  facts: string;
}

export function summaryWords(build: BuildState, now: number, waits = false): SummaryWords {
  switch (build.status) {
    case 'queued':
      if (waits)
        return { title: t('Waiting in the queue'), facts: t('It starts by itself when its turn comes.') };
      return {
        title: t('Waiting for your engine'),
        facts: t('It starts when it is first needed. This takes about a second.'),
      };
    case 'running':
      return { title: t('Building'), facts: progress(build, now) };
    case 'completed':
      return {
        title: build.steps.length === 0 ? t('Image read') : t('Image built'), // an imported one has no steps
        facts: [verdicts(build), size(build), took(build)].filter(Boolean).join(' · '),
      };
    case 'failed':
      return { title: t('The build failed'), facts: failedAt(build) };
    case 'cancelled':
      return {
        title: t('Build cancelled'),
        facts: t('Steps that had finished are kept. The next build can use them again.'),
      };
    case 'interrupted':
      return {
        title: t('Build interrupted'),
        facts:
          `${build.interruption ?? ''} ${t('Press Build to run it again: finished steps are still cached.')}`.trim(),
      };
    default:
      return unknownStatus(build.status);
  }
}

function unknownStatus(status: never): never {
  throw new Error(`unknown build status ${String(status)}`);
}

export function connectionWords(connection: Connection): string {
  switch (connection) {
    case 'connecting':
      return t('Connecting');
    case 'live':
      return t('Live');
    case 'reconnecting':
      return t('Connection lost, trying again');
    case 'polling':
      return t('Live, once a second');
    case 'ended':
      return t('Complete');
    case 'lost':
      return t('Not connected');
    default:
      return unknownConnection(connection);
  }
}

function unknownConnection(connection: never): never {
  throw new Error(`unknown connection ${String(connection)}`);
}

function progress(build: BuildState, now: number): string {
  const steps = build.steps.filter((step) => step.makes_layer);
  const done = steps.filter((step) => step.status !== 'pending' && step.status !== 'running').length;
  const time = build.startedAt === null ? '' : seconds(Math.floor(Math.max(0, now - build.startedAt)));
  const saving =
    done === steps.length && done > 0
      ? t('Recording the layers')
      : t('{done} of {all} steps done', { done, all: steps.length });
  return [steps.length === 0 ? t('Reading the Dockerfile') : saving, time].filter(Boolean).join(' · ');
}

/** FROM is never counted as reused, and settings are no steps of their own. */
function verdicts(build: BuildState): string {
  const steps = build.steps.filter((step) => step.makes_layer && step.keyword !== 'FROM');
  const cached = steps.filter((step) => step.status === 'cached').length;
  const built = steps.filter((step) => step.status === 'built').length;
  return [
    cached > 0 ? t('{count} cached', { count: cached }) : '',
    built > 0 ? t('{count} built', { count: built }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function size(build: BuildState): string {
  return build.image === null
    ? ''
    : `${tn('{n} layer', '{n} layers', build.image.layer_count)} · ${bytes(build.image.size)}`;
}

function took(build: BuildState): string {
  return build.seconds === null ? '' : seconds(build.seconds);
}

function failedAt(build: BuildState): string {
  const failed = build.steps.find((step) => step.status === 'failed');
  const where =
    failed === undefined
      ? ''
      : t('Stopped at step {number}', { number: failed.number }) + ofStage(failed, build);
  return [where, verdicts(build), took(build)].filter(Boolean).join(' · ');
}
