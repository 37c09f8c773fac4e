import { make } from '../../dom.ts';
import type { Evidence } from '../../lab/evidence.ts';
import type { Exercise, Question } from '../../lab/exercise.ts';
import type { Run } from '../../run.ts';
import type { Guess } from '../../stack/words.ts';
import type { ShareLink } from '../share-link.ts';

/** All that a build says of a prediction, above its sheets: the verdict, the two moments, the pills. */
export class EvidencePanel {
  readonly card = make('evidence-card', { hidden: '' });
  readonly called = make('called-it', { hidden: '' });
  readonly still = make('still-there', { hidden: '' });
  readonly elements = [this.card, this.called, this.still];

  clear(): void {
    this.card.clear();
    this.called.clear();
    this.still.clear();
  }

  draw(run: Run, evidence: Evidence, exercise: Exercise, before: number | null, link: ShareLink): void {
    this.card.draw(evidence, questionOf(exercise, evidence.question));
    const { fact, asked, called } = evidence;
    const layer = run.build.layers.find(({ index }) => index === fact?.layers[0]);
    if (fact?.path != null && layer !== undefined) this.still.offer(run.id, layer, fact.path);
    const after = run.build.status === 'completed' ? run.build.seconds : null;
    if (asked > 0 && before !== null && after !== null) {
      this.called.draw({ before, after, called, asked }, link);
    }
  }
}

export function questionOf(exercise: Exercise, id: string | null): Question | null {
  const questions = [exercise.question, ...exercise.edits.map((edit) => edit.question)];
  return questions.find((question) => question?.id === id) ?? null;
}

/** What was said of each step, by its index. */
export function guessesOf(evidence: Evidence): ReadonlyMap<number, Guess> {
  return new Map(evidence.steps.map(({ step, said }) => [step, said]));
}
