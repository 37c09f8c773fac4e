import { seconds } from '../format.ts';
import { t } from '../translate.ts';

/** Two builds of one lab, in seconds, and how many of the second's steps were called. */
export interface Pace {
  before: number;
  after: number;
  called: number;
  asked: number;
}

export interface PaceWords {
  title: string;
  remark: string;
  /** For others to read, before the link. */
  share: string;
}

export function beforeAfter({ before, after, called, asked }: Pace): PaceWords {
  const all = asked > 0 && called === asked;
  const change = `${seconds(before)} → ${seconds(after)}`;
  const steps = asked === 0 ? '' : t('{called} of {asked} steps called', { called, asked });
  return {
    title: all ? t('Called it') : t('Before and after'),
    remark: [times(before, after), steps].filter(Boolean).join(' · '),
    share: [t('Built again: {change}.', { change }), steps && `${steps}.`].filter(Boolean).join(' '),
  };
}

/** `12 times as fast`; nothing where it is not at least twice. */
function times(before: number, after: number): string {
  if (after <= 0.05) return t('{time} saved', { time: seconds(before) });
  const ratio = Math.round(before / after);
  return ratio >= 2 ? t('{ratio} times as fast', { ratio }) : '';
}
