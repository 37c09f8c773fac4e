import type { BuildState } from '../build-state.ts';
import type { StepList } from '../elements/step-list.ts';
import type { LayerStack } from '../stack/layer-stack.ts';
import type { LineGutter, LinkedBy } from './line-gutter.ts';
import { notesOf } from './line-notes.ts';

interface Pointed {
  part: Element;
  step: number;
}

/** Lines, sheets and logs of one build: what one of them points at, the others show. */
export class StepLinks {
  readonly #pointed: Record<LinkedBy, Pointed | null> = { pointer: null, focus: null };
  #drawn = '';

  constructor(
    readonly lines: LineGutter,
    readonly stack: LayerStack,
    readonly steps: StepList,
  ) {
    for (const part of [lines, stack, steps]) {
      part.addEventListener('step-link', (event) => {
        const { step, by } = (event as CustomEvent<{ step: number | null; by: LinkedBy }>).detail;
        this.#point(part, step, by);
      });
    }
    lines.addEventListener('step-press', (event) => {
      const { step } = (event as CustomEvent<{ step: number }>).detail;
      stack.select(step);
      steps.showLog(step);
    });
  }

  draw(build: BuildState, now: number, built: string): void {
    const notes = notesOf(build, now);
    const drawn = JSON.stringify([notes, built]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.lines.note(notes, built);
  }

  clear(): void {
    this.#drawn = '';
    this.lines.note([], '');
  }

  /** What one part has let go of may be held by another already. */
  #point(part: Element, step: number | null, by: LinkedBy): void {
    if (step === null && this.#pointed[by]?.part !== part) return;
    this.#pointed[by] = step === null ? null : { part, step };
    const linked = (this.#pointed.pointer ?? this.#pointed.focus)?.step ?? null;
    for (const each of [this.lines, this.stack, this.steps]) each.link(linked);
  }
}
