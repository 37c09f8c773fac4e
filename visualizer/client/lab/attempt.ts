import { fieldsOf, list, string } from '../fields.ts';
import { t } from '../translate.ts';

/** A try at a task: builds that the server runs and checks. */
export interface Attempt {
  id: string;
  task: string;
  status: 'queued' | 'running' | 'graded' | 'stopped';
  message: string | null;
  passed: boolean | null;
  builds: readonly { label: string; title: string; id: string | null; status: string }[];
  checks: readonly { id: string; text: string; passed: boolean; found: string }[];
  feedback: string | null;
  /** Whether the task's solution may be looked at now. */
  solution: boolean;
}

export function parseAttempt(value: unknown): Attempt {
  const fields = fieldsOf(value, 'attempt');
  string(fields, 'id');
  for (const name of ['builds', 'checks']) list(fields, name);
  return value as Attempt;
}

export function isOver({ status }: Attempt): boolean {
  return status === 'graded' || status === 'stopped';
}

/** `2 of 3 checks passed`, or where the attempt is now. */
export function attemptWords(attempt: Attempt): string {
  const { status, checks, builds, message, passed } = attempt;
  switch (status) {
    case 'queued':
      return t('Waiting for your engine');
    case 'running': {
      const now = builds.findIndex((build) => build.status === 'running' || build.status === 'queued');
      const title = builds[now]?.title;
      return title === undefined
        ? t('Checking the facts')
        : t('Build {now} of {all}: {title}', { now: now + 1, all: builds.length, title });
    }
    case 'stopped':
      return message ?? t('The check was stopped.');
    case 'graded':
      if (passed) return t('Solved');
      return t('{passed} of {all} checks passed', {
        passed: checks.filter((check) => check.passed).length,
        all: checks.length,
      });
  }
}
