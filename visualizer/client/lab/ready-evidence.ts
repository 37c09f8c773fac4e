import { Refusal } from '../problem.ts';
import { type Container, runContainer } from './containers.ts';
import type { Evidence } from './evidence.ts';
import { evidenceOf } from './lab-api.ts';

const TRIES = 8;
const PAUSE = 150;

/**
 * The evidence of a build that has just ended, once the lab's containers have run; null where it belongs to
 * no lab or does not come. `starting` is told of each container.
 */
export async function readyEvidence(
  build: string,
  containers: readonly Container[],
  starting: (container: Container) => void,
): Promise<Evidence | null> {
  try {
    const evidence = await evidenceInTime(build);
    if (evidence === null || evidence.ready) return evidence;
    for (const container of containers.filter(({ id }) => evidence.missing.includes(id))) {
      starting(container);
      await runContainer(build, container);
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
