import { t } from '../translate.ts';
import { fingerprint } from './fingerprint.ts';
import type { Pen } from './pen.ts';
import { DEPTH } from './projection.ts';
import { isEmpty, type Sheet } from './sheets.ts';

const STAMP_FONT = '650 13px Inter, system-ui, sans-serif';
const DIGEST_FONT = '600 15px "IBM Plex Mono", ui-monospace, monospace';
/** Below this scale the film's edge is too small to read; the words stand beside it anyway. */
const LEGIBLE = 0.45;
const LEFT_TEXT = 170;

/** The film's edge: fingerprint, first digits, stamp. `digest` is null until fingerprints are introduced. */
export function drawSelvage(pen: Pen, sheet: Sheet, digest: string | null, ink: string): void {
  if (pen.scale < LEGIBLE) return;
  pen.sheared(() => {
    pen.g.fillStyle = ink;
    pen.g.textBaseline = 'alphabetic';
    if (digest !== null) drawFingerprint(pen.g, digest);
    const stamp = stampOf(sheet);
    if (stamp.text !== '') drawStamp(pen, stamp);
  });
}

function drawFingerprint(g: OffscreenCanvasRenderingContext2D, digest: string): void {
  const { bars, short } = fingerprint(digest);
  g.beginPath();
  for (const [index, digit] of bars.entries()) {
    const height = 3 + digit * 1.15;
    g.rect(8 + index * 3.8, DEPTH - 3 - height, 2.3, height);
  }
  g.fill();
  g.font = DIGEST_FONT;
  g.fillText(short, LEFT_TEXT, DEPTH - 6);
}

interface Stamp {
  text: string;
  left: boolean;
}

function stampOf(sheet: Sheet): Stamp {
  if (isEmpty(sheet)) return { text: t('NO CHANGES'), left: false };
  switch (sheet.state) {
    case 'base':
      return { text: t('BASE'), left: false };
    case 'cached':
      return { text: t('CACHED'), left: false };
    case 'failed':
      return { text: t('FAILED · NOTHING RECORDED'), left: true };
    case 'writable':
      return { text: t('WRITABLE · NO DIGEST YET'), left: true };
    default:
      return { text: '', left: false };
  }
}

function drawStamp({ g, width }: Pen, { text, left }: Stamp): void {
  g.font = STAMP_FONT;
  g.letterSpacing = '2.5px';
  g.textAlign = left ? 'left' : 'right';
  g.fillText(text, left ? 10 : width - 8, DEPTH - (left ? 7 : 6));
}
