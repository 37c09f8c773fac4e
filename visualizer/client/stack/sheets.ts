import type { BuildState, LayerState, StepState } from '../build-state.ts';
import { hasEnded } from '../build-state.ts';
import { shortDigest } from '../format.ts';
import type { StepForm } from '../step-words.ts';
import type { LayerFile } from './layer-file.ts';
import { lineageOf, parentStage } from './lineage.ts';
import { type Mark, marksOf } from './marks.ts';

export type SheetState = StepForm | 'writable';

/** A place in the pile: the drawing of one layer, or the ring of an instruction that makes none. */
export interface Sheet {
  /** The same for the same instruction and layer through all states of one build. */
  key: string;
  state: SheetState;
  /** Index into the build's steps; null for a container's writable sheet and for layers of unknown origin. */
  step: number | null;
  /** Of the instruction, as the Dockerfile's stage counts, or of a layer of unknown origin; null where there is none. */
  number: number | null;
  /** Where the instruction stands in the Dockerfile, from 1; null where there is none. */
  line: number | null;
  /** The stage's name where the pile is made of more than one. */
  stage: string | null;
  keyword: string;
  argument: string;
  seconds: number | null;
  startedAt: number | null;
  error: string | null;
  /** Which of the base's layers, from 1; null where the instruction has one layer or none. */
  part: { index: number; of: number } | null;
  /** Null until the image has been exported; in a failed build it stays so. */
  layer: LayerState | null;
  /** Null until the listing of the layer is known. */
  marks: readonly Mark[] | null;
  /** Whether the build has ended, so that what is missing stays missing. */
  final: boolean;
}

export interface Container {
  name: string;
  size: number;
  files: readonly LayerFile[];
}

export interface Pile {
  /** Bottom first. */
  sheets: readonly Sheet[];
}

/** The pile that a build's image consists of, as far as the state tells. */
export function pileOf(
  build: BuildState,
  files: ReadonlyMap<number, readonly LayerFile[]> = new Map(),
  container: Container | null = null,
): Pile {
  const made = build.layers.flatMap((layer) => layer.step ?? []);
  const lineage = lineageOf(build.steps, made);
  const final = hasEnded(build);
  const stages = new Set(lineage.map((index) => build.steps[index]?.stage_index));
  const sheets = lineage.flatMap((index) => {
    const step = build.steps[index];
    if (step === undefined) return [];
    const layers = build.layers.filter((layer) => layer.step === index);
    const parts: (LayerState | null)[] = layers.length > 0 ? layers : [null];
    return parts.map((layer, part) => ({
      ...instructionSheet(step, index, stages.size > 1),
      state: stateOf(build, step, layers.length),
      key: part === 0 ? `${index}` : `${index}.${part}`,
      part: parts.length > 1 ? { index: part + 1, of: parts.length } : null,
      layer,
      marks: layer && listed(files.get(layer.index)),
      final,
    }));
  });
  const orphans = build.layers
    .filter((layer) => layer.step === null)
    .map((layer) => orphanSheet(layer, files));
  const top = container ? [containerSheet(container)] : [];
  return { sheets: [...orphans, ...sheets, ...top] };
}

/** The listing of each sheet of a pile; null where there is none, or none that is known. */
export function filesOf(
  { sheets }: Pile,
  files: ReadonlyMap<number, readonly LayerFile[]>,
  container: Container | null,
): (readonly LayerFile[] | null)[] {
  return sheets.map(({ layer, state }) => {
    if (layer !== null) return files.get(layer.index) ?? null;
    return state === 'writable' ? (container?.files ?? null) : null;
  });
}

function instructionSheet(step: StepState, index: number, severalStages: boolean) {
  const [keyword, argument] = splitInstruction(step);
  return {
    step: index,
    number: step.number,
    line: step.line > 0 ? step.line : null,
    stage: severalStages ? step.stage : null,
    keyword,
    argument,
    seconds: step.seconds,
    startedAt: step.startedAt,
    error: step.error,
  };
}

/** FROM is never counted as reused; a FROM that continues another stage has no sheet of its own. */
function stateOf(build: BuildState, step: StepState, layers: number): SheetState {
  if (step.status === 'pending' && step.startedAt !== null) return 'stopped';
  if (step.keyword !== 'FROM') return step.status;
  if (layers === 0 && parentStage(build.steps, step) !== null) return 'settings';
  return step.status === 'built' || step.status === 'cached' ? 'base' : step.status;
}

function splitInstruction(step: StepState): [string, string] {
  const argument = step.instruction.slice(step.keyword.length).replace(/\s+/g, ' ').trim();
  return [step.keyword, argument];
}

function listed(files: readonly LayerFile[] | undefined): readonly Mark[] | null {
  return files === undefined ? null : marksOf(files);
}

const NO_STEP = {
  step: null,
  number: null,
  line: null,
  stage: null,
  seconds: null,
  startedAt: null,
  error: null,
  part: null,
  final: true,
};

/** A layer that no step is known to have made has its own number and its digest for a name. */
function orphanSheet(layer: LayerState, files: ReadonlyMap<number, readonly LayerFile[]>): Sheet {
  const marks = listed(files.get(layer.index));
  return {
    ...NO_STEP,
    key: `layer ${layer.index}`,
    state: 'base',
    number: layer.index,
    keyword: 'layer',
    argument: shortDigest(layer.digest),
    layer,
    marks,
  };
}

function containerSheet({ name, files }: Container): Sheet {
  const marks = listed(files);
  return {
    ...NO_STEP,
    key: 'container',
    state: 'writable',
    keyword: 'container',
    argument: name,
    layer: null,
    marks,
  };
}

/** Whether there is film: every state but the rings of settings and the outlines of what did not happen. */
export function hasFilm(sheet: Sheet): boolean {
  return ['cached', 'built', 'failed', 'base', 'writable'].includes(sheet.state);
}

/** A layer in which nothing changed: perfectly clear. */
export function isEmpty(sheet: Sheet): boolean {
  return sheet.layer?.empty ?? false;
}

/** Whether two piles look the same, whatever else of the build has changed. */
export function samePile(a: Pile, b: Pile): boolean {
  return (
    a.sheets.length === b.sheets.length && a.sheets.every((sheet, index) => sameSheet(sheet, b.sheets[index]))
  );
}

export function sameSheet(a: Sheet, b: Sheet | null | undefined): boolean {
  if (!b) return false;
  const names = Object.keys(a) as (keyof Sheet)[];
  return names.every((name) => a[name] === b[name] || (name === 'part' && a.part?.of === b.part?.of));
}
