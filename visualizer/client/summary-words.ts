import type { BuildState } from './build-state.ts';
import type { Connection } from './feed.ts';
import { bytes, count, seconds } from './format.ts';
import { stepName } from './step-words.ts';

export interface SummaryWords {
  title: string;
  facts: string;
}

export function summaryWords(build: BuildState, now: number, waits = false): SummaryWords {
  switch (build.status) {
    case 'queued':
      if (waits) return { title: 'Waiting in the queue', facts: 'It starts by itself when its turn comes.' };
      return {
        title: 'Waiting for your engine',
        facts: 'It starts when it is first needed. This takes about a second.',
      };
    case 'running':
      return { title: 'Building', facts: progress(build, now) };
    case 'completed':
      return {
        title: build.steps.length === 0 ? 'Image read' : 'Image built', // an imported one has no steps
        facts: [verdicts(build), size(build), took(build)].filter(Boolean).join(' · '),
      };
    case 'failed':
      return { title: 'The build failed', facts: failedAt(build) };
    case 'cancelled':
      return {
        title: 'Build cancelled',
        facts: 'Steps that had finished are kept. The next build can use them again.',
      };
    case 'interrupted':
      return {
        title: 'Build interrupted',
        facts:
          `${build.interruption ?? ''} Press Build to run it again: finished steps are still cached.`.trim(),
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
      return 'Connecting';
    case 'live':
      return 'Live';
    case 'reconnecting':
      return 'Connection lost, trying again';
    case 'polling':
      return 'Live, once a second';
    case 'ended':
      return 'Complete';
    case 'lost':
      return 'Not connected';
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
    done === steps.length && done > 0 ? 'Recording the layers' : `${done} of ${steps.length} steps done`;
  return [steps.length === 0 ? 'Reading the Dockerfile' : saving, time].filter(Boolean).join(' · ');
}

/** FROM is never counted as reused, and settings are no steps of their own. */
function verdicts(build: BuildState): string {
  const steps = build.steps.filter((step) => step.makes_layer && step.keyword !== 'FROM');
  const cached = steps.filter((step) => step.status === 'cached').length;
  const built = steps.filter((step) => step.status === 'built').length;
  return [cached > 0 ? `${cached} cached` : '', built > 0 ? `${built} built` : '']
    .filter(Boolean)
    .join(' · ');
}

function size(build: BuildState): string {
  return build.image === null
    ? ''
    : `${count(build.image.layer_count, 'layer')} · ${bytes(build.image.size)}`;
}

function took(build: BuildState): string {
  return build.seconds === null ? '' : seconds(build.seconds);
}

function failedAt(build: BuildState): string {
  const failed = build.steps.find((step) => step.status === 'failed');
  const where = failed === undefined ? '' : `Stopped at ${stepName(failed, build).toLowerCase()}`;
  return [where, verdicts(build), took(build)].filter(Boolean).join(' · ');
}
