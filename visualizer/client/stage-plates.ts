import { type BuildState, hasEnded, type LayerState, type StepState } from './build-state.ts';
import { bytes, count } from './format.ts';
import { parentStage } from './stack/lineage.ts';
import { stageWords } from './stage-words.ts';
import { type StepForm, stepWords } from './step-words.ts';

/** One sheet of a stage; null where its layer is not recorded. */
export interface PlateSheet {
  step: number;
  form: StepForm;
  layer: LayerState | null;
}

/** A stage's own pile, on a plate of its own. */
export interface Plate {
  stage: number;
  name: string;
  /** What becomes of it; empty while that is not known. */
  note: string;
  /** Whether the build is over and the image goes without it. */
  left: boolean;
  /** Bottom first. */
  sheets: readonly PlateSheet[];
}

/** What a stage got from another: files that a step copied, or all that it goes on from. */
export interface Thread {
  from: number;
  to: number;
  /** The step that copied; null where the stage goes on from the other. */
  step: number | null;
  /** The step whose sheet holds what was copied; null where nobody knows, or all of it goes on. */
  at: number | null;
  words: string;
}

/** In the order of the Dockerfile, which is one of dependency: a stage knows only those above it. */
export function platesOf(build: BuildState): Plate[] {
  return [...new Set(build.steps.map((step) => step.stage_index))].map((stage) => {
    const own = build.steps.filter((step) => step.stage_index === stage);
    const note = stageWords(build, stage);
    return {
      stage,
      name: own[0]?.stage ?? String(stage),
      note,
      left: note !== '' && note !== 'in the image',
      sheets: own.filter((step) => step.makes_layer).flatMap((step) => sheetsOf(build, step)),
    };
  });
}

/** `sources`: of a step that copied, the step whose sheet it took it from. */
export function threadsOf(build: BuildState, sources: ReadonlyMap<number, number> = new Map()): Thread[] {
  const copied = build.copies.flatMap(({ stage, step, count: paths, bytes: size }) => {
    const to = build.steps[step]?.stage_index;
    if (stage === null || to === undefined) return [];
    return [
      {
        from: stage,
        to,
        step,
        at: sources.get(step) ?? null,
        words: `${count(paths, 'path')}, ${bytes(size)}`,
      },
    ];
  });
  const continued = build.steps.flatMap((step) => {
    const from = step.keyword === 'FROM' ? parentStage(build.steps, step) : null;
    return from === null
      ? []
      : [{ from, to: step.stage_index, step: null, at: null, words: 'goes on from it' }];
  });
  return [...continued, ...copied];
}

/** The layers of a stage that stays behind, lowest first; empty where they are not recorded. */
export function layersLeft(build: BuildState, stage: number): LayerState[] {
  const within = ({ step }: LayerState) => build.steps[step ?? -1]?.stage_index === stage;
  return build.stages.flatMap(({ layers }) => layers.filter(within));
}

function sheetsOf(build: BuildState, step: StepState): PlateSheet[] {
  const index = build.steps.indexOf(step);
  const recorded = [...build.layers, ...build.stages.flatMap(({ layers }) => layers)];
  const own = recorded.filter((layer) => layer.step === index);
  const { form } = stepWords(step, build, 0);
  const cached = step.keyword === 'FROM' && form === 'cached' ? 'base' : form;
  return (own.length > 0 ? own : [null]).map((layer) => ({ step: index, form: cached, layer }));
}

/** Whether there is anything to be shown: more than one stage, and the build has come to it. */
export function hasStages(build: BuildState): boolean {
  return new Set(build.steps.map((step) => step.stage_index)).size > 1 && (build.seq > 2 || hasEnded(build));
}
