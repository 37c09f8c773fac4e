import type { BuildState } from './build-state.ts';
import { seconds } from './format.ts';

/** What is to be said of an operation as a whole, in sentences. */
export function operationWords(operation: BuildState): string[] {
  switch (operation.status) {
    case 'queued':
      return ['It waits for its turn.'];
    case 'running':
      return ['It is being done.'];
    case 'completed':
      return [`Done in ${seconds(operation.seconds ?? 0)}.`, ...containerWords(operation)];
    case 'failed':
      return ['It failed.', operation.error?.error ?? '', operation.error?.hint ?? ''];
    case 'cancelled':
      return ['It was cancelled.'];
    case 'interrupted':
      return ['It was interrupted.', operation.interruption ?? ''];
    default:
      return operation.status satisfies never;
  }
}

function containerWords({ container }: BuildState): string[] {
  if (container === null) return [];
  if (container.exit === null) return ['Its container runs on.'];
  const { code, killed } = container.exit;
  return [`The process ended with exit code ${code}${killed ? ': it used too much memory' : ''}.`];
}
