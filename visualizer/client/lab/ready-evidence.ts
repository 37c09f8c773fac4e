import { Refusal } from '../problem.ts';
import { type Afterwards, doAfterwards } from './afterwards.ts';
import type { Evidence } from './evidence.ts';
import { evidenceOf } from './lab-api.ts';

const TRIES = 8;
const PAUSE = 150;

/**
 * The evidence of a build that has just ended, once all is done that the lab does with its image; null where
 * it belongs to no lab or does not come. `starting` is told of each operation.
 */
export async function readyEvidence(
  build: string,
  afterwards: readonly Afterwards[],
  starting: (operation: Afterwards) => void,
): Promise<Evidence | null> {
  try {
    const evidence = await evidenceInTime(build);
    if (evidence === null || evidence.ready) return evidence;
    const done = new Map(Object.entries(evidence.done));
    for (const operation of afterwards.filter(({ id }) => evidence.missing.includes(id))) {
      starting(operation);
      done.set(operation.id, await doAfterwards(operation, done));
    }
    return await evidenceOf(build);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function evidenceInTime(build: string): Promise<Evidence | null> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const evidence = await evidenceOf(build);
    if (evidence.ready || evidence.missing.length > 0) return evidence;
    await new Promise((resume) => setTimeout(resume, PAUSE * tries));
  }
  return null;
}
