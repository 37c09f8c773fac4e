import { type BuildState, hasEnded, type StepState } from './build-state.ts';
import { bytes, count, seconds } from './format.ts';
import { exitCode, ofStage, stepName } from './step-words.ts';

export interface Announcements {
  polite: string;
  assertive: string;
}

/** What to say aloud of the way from one state to a later one: one breath, however many events lie between. */
export function announcements(before: BuildState, after: BuildState): Announcements {
  const failed = after.status === 'failed' && before.status !== 'failed';
  const polite = [...cachedRuns(before, after), ...finished(before, after), ...running(before, after)];
  if (hasEnded(after) && !hasEnded(before) && !failed) polite.push(ending(after));
  return { polite: polite.join(' '), assertive: failed ? failure(after) : '' };
}

/** `Steps 1 to 3 cached.`: neighbours in one stage together, settings between them not counted. */
function cachedRuns(before: BuildState, after: BuildState): string[] {
  const runs: StepState[][] = [];
  let open: StepState[] | null = null;
  after.steps.forEach((step, index) => {
    if (step.status === 'settings') return;
    const fresh = step.status === 'cached' && before.steps[index]?.status !== 'cached';
    if (!fresh) {
      open = null;
    } else if (open !== null && open[0]?.stage_index === step.stage_index) {
      open.push(step);
    } else {
      open = [step];
      runs.push(open);
    }
  });
  return runs.map((run) => cachedRun(run, after));
}

function cachedRun(run: readonly StepState[], build: BuildState): string {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (first === last) return `${stepName(first, build)} cached.`;
  return `Steps ${first.number} to ${last.number}${ofStage(first, build)} cached.`;
}

function finished(before: BuildState, after: BuildState): string[] {
  return after.steps.flatMap((step, index) => {
    const fresh = step.status === 'built' && before.steps[index]?.status !== 'built';
    if (!fresh || step.keyword === 'FROM') return [];
    return [`${stepName(step, after)} built in ${seconds(step.seconds ?? 0)}.`];
  });
}

function running(before: BuildState, after: BuildState): string[] {
  return after.steps.flatMap((step, index) => {
    const fresh = step.status === 'running' && before.steps[index]?.status !== 'running';
    return fresh ? [`${stepName(step, after)} started: ${step.instruction}.`] : [];
  });
}

function ending(build: BuildState): string {
  switch (build.status) {
    case 'completed': {
      const image = build.image;
      const facts = image === null ? '' : ` ${count(image.layer_count, 'layer')}, ${bytes(image.size)}.`;
      return `The image is ${build.steps.length === 0 ? 'read' : 'built'}.${facts}`;
    }
    case 'cancelled':
      return 'The build is cancelled.';
    default:
      return 'The build was interrupted.';
  }
}

function failure(build: BuildState): string {
  const failed = build.steps.find((step) => step.status === 'failed');
  if (failed === undefined) {
    const where = build.error?.line ? ` at line ${build.error.line}` : '';
    return `The build failed${where}. ${build.error?.hint ?? ''}`.trim();
  }
  const code = exitCode(failed.error);
  return [`${stepName(failed, build)} failed${code && `, ${code}`}.`, idle(build)].filter(Boolean).join(' ');
}

function idle(build: BuildState): string {
  const steps = build.steps.filter((step) => step.status === 'pending' && step.startedAt === null);
  if (steps.length === 0) return '';
  return steps.length === 1 ? '1 later step did not run.' : `${steps.length} later steps did not run.`;
}
