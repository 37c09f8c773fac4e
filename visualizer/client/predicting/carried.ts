import type { PlannedStep } from '../events.ts';
import type { Guess } from '../stack/words.ts';

/** What was said of steps that stand in the new plan as they did in the old one, wherever they went. */
export function carried(
  said: ReadonlyMap<number, Guess>,
  before: readonly PlannedStep[],
  now: readonly PlannedStep[],
): Map<number, Guess> {
  const names = namesOf(before);
  const kept = new Map([...said].map(([step, guess]) => [names[step], guess]));
  return new Map(
    namesOf(now).flatMap((name, step) => {
      const guess = kept.get(name);
      return guess === undefined ? [] : [[step, guess] as const];
    }),
  );
}

/** Equal instructions of a stage are told apart by their order. */
function namesOf(steps: readonly PlannedStep[]): string[] {
  const seen = new Map<string, number>();
  return steps.map(({ stage_index, instruction }) => {
    const name = `${stage_index} ${instruction}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return `${name} ${times}`;
  });
}
