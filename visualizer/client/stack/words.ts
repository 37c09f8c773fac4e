import { bytes, count, seconds } from '../format.ts';
import { exitCode } from '../step-words.ts';
import { hasFilm, isEmpty, type Sheet } from './sheets.ts';

/** The state as one word or two, and the facts known beside it. `elapsed` is of a running step, in seconds. */
export interface SheetWords {
  word: string;
  facts: readonly string[];
}

export function sheetWords(sheet: Sheet, elapsed = 0): SheetWords {
  const took = sheet.seconds === null ? [] : [seconds(sheet.seconds)];
  switch (sheet.state) {
    case 'pending':
      return { word: sheet.final ? 'did not run' : 'pending', facts: [] };
    case 'stopped':
      return { word: 'stopped', facts: ['did not finish'] };
    case 'running':
      return { word: 'running', facts: [seconds(Math.floor(elapsed))] };
    case 'failed':
      return { word: 'failed', facts: [exitCode(sheet.error).replace('code ', ''), ...took].filter(Boolean) };
    case 'skipped':
      return { word: 'skipped', facts: ['not needed'] };
    case 'settings':
      return sheet.keyword === 'FROM'
        ? { word: 'no sheet', facts: ['goes on from that stage'] }
        : { word: 'settings only', facts: ['no sheet'] };
    case 'writable':
      return { word: 'writable', facts: ['no digest yet'] };
    case 'base':
      return { word: baseWord(sheet), facts: recorded(sheet) };
    case 'cached':
    case 'built':
      return { word: sheet.state, facts: [...recorded(sheet), ...took] };
  }
}

function baseWord({ part, step }: Sheet): string {
  if (step === null) return 'read';
  return part === null ? 'base' : `base, layer ${part.index} of ${part.of}`;
}

function recorded(sheet: Sheet): string[] {
  if (sheet.layer === null) return sheet.final ? ['not recorded'] : [];
  return [isEmpty(sheet) ? 'changed nothing' : bytes(sheet.layer.size)];
}

export type Guess = 'cached' | 'rebuilt';

/** What happened, in the words of a prediction; null where there was nothing to predict or nothing happened yet. */
export function outcome({ state }: Sheet): Guess | null {
  if (state === 'cached') return 'cached';
  return state === 'built' || state === 'failed' ? 'rebuilt' : null;
}

/** Whether a step can be predicted: it makes a layer and is not FROM. */
export function isPredictable(sheet: Sheet): boolean {
  return sheet.step !== null && sheet.keyword !== 'FROM' && sheet.state !== 'settings';
}

/** `You said cached; it was rebuilt.` Empty where nothing was said; without its end while nothing has happened. */
export function verdict(sheet: Sheet, guess: Guess | undefined): string {
  if (guess === undefined || !isPredictable(sheet)) return '';
  const happened = outcome(sheet);
  if (happened === null) return `You said ${guess}.`;
  if (sheet.state === 'failed') return `You said ${guess}; it ran, and failed.`;
  return happened === guess ? `You said ${guess}: called it.` : `You said ${guess}; it was ${happened}.`;
}

export function instructionOf({ keyword, argument }: Sheet): string {
  return argument === '' ? keyword : `${keyword} ${argument}`;
}

/** `4`, `build 4`; empty for the writable sheet. */
export function sheetNumber({ number, stage }: Pick<Sheet, 'number' | 'stage'>): string {
  if (number === null) return '';
  return stage === null ? `${number}` : `${stage} ${number}`;
}

export interface Telling {
  /** The highest number in the pile. */
  last: number;
  elapsed: number;
  showsFiles: boolean;
  guess: Guess | undefined;
  reason: string | undefined;
}

/** The whole row in one breath, for those who do not see it. */
export function accessibleName(sheet: Sheet, { last, elapsed, showsFiles, guess, reason }: Telling): string {
  const { word, facts } = sheetWords(sheet, elapsed);
  const kind = hasFilm(sheet) ? 'Sheet' : 'Step';
  const of = sheet.stage === null ? ` of ${last}` : '';
  const place = sheet.number === null ? [] : [`${kind} ${sheetNumber(sheet)}${of}`];
  const files =
    showsFiles && sheet.layer !== null && !sheet.layer.empty ? [fileWords(sheet.layer.files)] : [];
  const parts = [...place, instructionOf(sheet), word, ...facts.map(spoken), ...files].filter(Boolean);
  const sentences = [`${parts.join(', ')}.`, verdict(sheet, guess), reasonSentence(sheet, reason)];
  return sentences.filter(Boolean).join(' ');
}

/** The reason of a step that has ended; one known beforehand is not yet one. */
export function reasonOf(sheet: Sheet, reason: string | undefined): string {
  return outcome(sheet) === null ? '' : (reason ?? '');
}

function reasonSentence(sheet: Sheet, reason: string | undefined): string {
  const said = reasonOf(sheet, reason);
  return said === '' ? '' : `${capital(said)}.`;
}

export function fileWords({
  added,
  changed,
  deleted,
}: {
  added: number;
  changed: number;
  deleted: number;
}): string {
  const parts = [
    added > 0 ? `${count(added, 'file')} added` : '',
    changed > 0 ? `${count(changed, 'file')} changed` : '',
    deleted > 0 ? `${count(deleted, 'path')} whited out` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

const UNITS: Readonly<Record<string, string>> = {
  B: 'byte',
  kB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  s: 'second',
  min: 'minute',
};

/** `48.2 MB` as `48.2 megabytes`. */
export function spoken(fact: string): string {
  return fact.replace(/([\d.]+) (B|kB|MB|GB|TB|s|min)\b/g, (_, amount: string, unit: string) => {
    return `${amount} ${UNITS[unit] ?? unit}${amount === '1' ? '' : 's'}`;
  });
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
