import type { BuildState, LintState, StepState } from '../build-state.ts';
import { bytes, seconds } from '../format.ts';
import { spoken } from '../stack/words.ts';
import { elapsed, exitCode, reasonWords, type StepForm, stepName, stepWords } from '../step-words.ts';

/** What a build says of some lines of its Dockerfile, counted from 1: those of a step, or one that a check names. */
export interface LineNote {
  /** Null where the engine's checks speak of a line that is no step's. */
  step: number | null;
  line: number;
  endLine: number;
  form: StepForm | 'lint';
  word: string;
  /** Size and seconds, as far as they are known. */
  facts: readonly string[];
  /** `rebuilt: package.json changed`; empty where there is none. */
  reason: string;
  lints: readonly LintState[];
  /** All of it in one breath. */
  spoken: string;
}

/** In the Dockerfile's order. `now` is Unix time on the server's clock. */
export function notesOf(build: BuildState, now: number): LineNote[] {
  const steps = build.steps.map((step, index) => stepNote(build, step, index, now));
  const inside = ({ line }: LintState) => steps.some((note) => note.line <= line && line <= note.endLine);
  const others = build.lints.filter((lint) => !inside(lint)).map(lintNote);
  return [...steps, ...others].toSorted((a, b) => a.line - b.line);
}

function stepNote(build: BuildState, step: StepState, index: number, now: number): LineNote {
  const { form, word } = stepWords(step, build, now);
  const { line, end_line: endLine } = step;
  const lints = build.lints.filter((lint) => line <= lint.line && lint.line <= endLine);
  const facts = factsOf(build, step, index, now).filter(Boolean);
  const reason = reasonWords(step, culpritWords(build, step));
  const said = [stepName(step, build), word, ...facts.map(spoken)].join(', ');
  return {
    step: index,
    line,
    endLine,
    form,
    word,
    facts,
    reason,
    lints,
    spoken: sentences(said, reason, ...lints.map(lintWords)),
  };
}

function lintNote(lint: LintState): LineNote {
  return {
    step: null,
    line: lint.line,
    endLine: lint.end_line,
    form: 'lint',
    word: '',
    facts: [],
    reason: '',
    lints: [lint],
    spoken: sentences(lintWords(lint)),
  };
}

/** Beside the lines, what lies below in the stack stands above: it is named by its line. */
function culpritWords({ steps }: BuildState, { reason }: StepState): string | undefined {
  const culprit =
    reason?.kind === 'parent_rebuilt' && reason.culprit !== null ? steps[reason.culprit] : undefined;
  return culprit && `line ${culprit.trigger ?? culprit.line} was rebuilt`;
}

/** The engine's own words. */
export function lintWords({ rule, text }: LintState): string {
  return `${rule}: ${text}`;
}

function factsOf(build: BuildState, step: StepState, index: number, now: number): string[] {
  const took = step.seconds === null ? '' : seconds(step.seconds);
  switch (step.status) {
    case 'running':
      return [seconds(Math.floor(elapsed(step, now)))];
    case 'failed':
      return [exitCode(step.error), took];
    case 'built':
    case 'cached':
      return [sizeOf(build, index), step.keyword === 'FROM' ? '' : took];
    default:
      return [stepWords(step, build, now).remark];
  }
}

/** Of all layers that the step made; known once the image is exported. */
function sizeOf(build: BuildState, index: number): string {
  const recorded = [...build.layers, ...build.stages.flatMap(({ layers }) => layers)];
  const own = recorded.filter(({ step }) => step === index);
  if (own.length === 0) return '';
  if (own.every(({ empty }) => empty)) return 'changed nothing';
  return bytes(own.reduce((sum, { size }) => sum + size, 0));
}

function sentences(...parts: string[]): string {
  const said = parts.filter(Boolean).map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return said.map((part) => (part.endsWith('.') ? part : `${part}.`)).join(' ');
}
