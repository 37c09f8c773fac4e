import { bytes, count, seconds, shortDigest } from '../format.ts';
import { t } from '../translate.ts';
import { hiddenBy, hiddenWords } from './hidden.ts';
import { CHAINS, FILES, FINGERPRINTS, PREDICTIONS, type Reveal } from './reveal.ts';
import { hasFilm, isEmpty, type Sheet } from './sheets.ts';
import { capital, type Guess, reasonOf, sheetNumber, sheetWords, verdict } from './words.ts';

export interface Fact {
  term: string;
  text: string;
  /** A digest to be copied in full. */
  digest?: string;
}

export interface Inspection {
  sheets: readonly Sheet[];
  index: number;
  last: number;
  elapsed: number;
  reveal: Reveal;
  guess: Guess | undefined;
  reason: string | undefined;
}

/** What the panel says of the selected sheet, in order. Only what the course has introduced. */
export function inspectorFacts(inspection: Inspection): Fact[] {
  const { sheets, index, last, elapsed, reveal } = inspection;
  const sheet = sheets[index];
  if (sheet === undefined) return [];
  const number = sheetNumber(sheet);
  const of =
    sheet.stage === null && number !== '' && last > 0
      ? `${t('{number} of {last}', { number, last })}: `
      : number && `${number}: `;
  const facts: Fact[] = [
    { term: number === '' ? t('Sheet') : t('Step'), text: of + sheetWords(sheet, elapsed).word },
  ];
  if (sheet.layer !== null) facts.push({ term: t('Layer'), text: layerText(sheet.layer.index, sheets) });
  if (hasFilm(sheet)) facts.push({ term: t('Size'), text: sizeText(sheet) });
  if (sheet.seconds !== null && sheet.keyword !== 'FROM')
    facts.push({ term: t('Time'), text: seconds(sheet.seconds) });
  if (reveal >= FILES && sheet.layer !== null) facts.push({ term: t('Files'), text: filesText(sheet) });
  const hidden = reveal >= FILES ? hiddenWords(hiddenBy(sheets, index), sheets) : '';
  if (hidden !== '') facts.push({ term: t('Tape'), text: hidden });
  if (reveal >= PREDICTIONS) facts.push(...why(sheet, inspection));
  return [...facts, ...digests(sheet, reveal)];
}

/** Steps and layers are counted apart: settings are steps, and no layers. */
function layerText(index: number, sheets: readonly Sheet[]): string {
  return t('{number} of {last}', {
    number: index + 1,
    last: sheets.filter(({ layer }) => layer !== null).length,
  });
}

function sizeText(sheet: Sheet): string {
  if (sheet.layer === null) {
    return sheet.final ? t('not recorded') : t('known when the image is exported');
  }
  if (isEmpty(sheet)) return t('changed nothing: an empty layer');
  return t('{compressed} compressed, {unpacked} unpacked', {
    compressed: bytes(sheet.layer.size),
    unpacked: bytes(sheet.layer.unpacked_size),
  });
}

function filesText({ layer }: Sheet): string {
  if (layer === null) return '';
  const { files } = layer;
  const say = (amount: number) => amount.toLocaleString('en');
  const changed = `${say(files.changed)} changed${files.metadata > 0 ? ` (${say(files.metadata)} in metadata only)` : ''}`;
  const opaque =
    files.opaque > 0 ? ` · ${count(files.opaque, 'opaque directory', 'opaque directories')}` : '';
  return `+${say(files.added)} added · ~${changed} · −${say(files.deleted)} whited out${opaque}`;
}

function why(sheet: Sheet, { guess, reason }: Inspection): Fact[] {
  const said = verdict(sheet, guess);
  const told = reasonOf(sheet, reason);
  return [
    ...(told === '' ? [] : [{ term: t('Reason'), text: capital(told) }]),
    ...(said === '' ? [] : [{ term: t('Prediction'), text: said }]),
  ];
}

function digests({ layer, state, final }: Sheet, reveal: Reveal): Fact[] {
  if (reveal < FINGERPRINTS || state === 'settings') return [];
  if (layer === null) return final ? [{ term: t('Fingerprint'), text: t('none: nothing was recorded') }] : [];
  const fact = (term: string, digest: string): Fact => ({ term, text: `${shortDigest(digest)}…`, digest });
  if (reveal < CHAINS) return [fact(t('Fingerprint'), layer.diff_id)];
  return [
    fact('diffID', layer.diff_id),
    fact(t('Blob digest'), layer.digest),
    fact('chainID', layer.chain_id),
  ];
}
