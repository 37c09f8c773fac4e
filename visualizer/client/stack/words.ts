import { bytes, seconds } from '../format.ts';
import { exitCode } from '../step-words.ts';
import { LANGUAGE, t, tn } from '../translate.ts';
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
      return { word: sheet.final ? t('did not run') : t('pending'), facts: [] };
    case 'stopped':
      return { word: t('stopped'), facts: [t('did not finish')] };
    case 'running':
      return { word: t('running'), facts: [seconds(Math.floor(elapsed))] };
    case 'failed':
      return {
        word: t('failed'),
        facts: [exitCode(sheet.error).replace('code ', ''), ...took].filter(Boolean),
      };
    case 'skipped':
      return { word: t('skipped'), facts: [t('not needed')] };
    case 'settings':
      return sheet.keyword === 'FROM'
        ? { word: t('no sheet'), facts: [t('goes on from that stage')] }
        : { word: t('settings only'), facts: [t('no sheet')] };
    case 'writable':
      return { word: t('writable'), facts: [t('no digest yet')] };
    case 'base':
      return { word: baseWord(sheet), facts: recorded(sheet) };
    case 'cached':
    case 'built':
      return { word: guessWord(sheet.state), facts: [...recorded(sheet), ...took] };
  }
}

function baseWord({ part, step }: Sheet): string {
  if (step === null) return t('read');
  return part === null ? t('base') : t('base, layer {index} of {of}', { index: part.index, of: part.of });
}

function recorded(sheet: Sheet): string[] {
  if (sheet.layer === null) return sheet.final ? [t('not recorded')] : [];
  return [isEmpty(sheet) ? t('changed nothing') : bytes(sheet.layer.size)];
}

export type Guess = 'cached' | 'rebuilt';

/** The state or the guess as the page says it. */
export function guessWord(state: Guess | 'built'): string {
  return { cached: t('cached'), rebuilt: t('rebuilt'), built: t('built') }[state];
}

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
  const said = guessWord(guess);
  if (happened === null) return t('You said {said}.', { said });
  if (sheet.state === 'failed') return t('You said {said}; it ran, and failed.', { said });
  if (happened === guess) return t('You said {said}: called it.', { said });
  return t('You said {said}; it was {was}.', { said, was: guessWord(happened) });
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
  const kind = hasFilm(sheet) ? t('Sheet') : t('Step');
  const of = sheet.stage === null ? ` ${t('of {last}', { last })}` : '';
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
    added > 0 ? tn('{n} file added', '{n} files added', added) : '',
    changed > 0 ? tn('{n} file changed', '{n} files changed', changed) : '',
    deleted > 0 ? tn('{n} path whited out', '{n} paths whited out', deleted) : '',
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
  if (LANGUAGE !== 'en') return fact; // screen readers know how to say these units
  return fact.replace(/([\d.,]+) (B|kB|MB|GB|TB|s|min)\b/g, (_, amount: string, unit: string) => {
    return `${amount} ${UNITS[unit] ?? unit}${amount === '1' ? '' : 's'}`;
  });
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
