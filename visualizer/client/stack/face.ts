import { drawMarks } from './mark-painter.ts';
import type { Pen } from './pen.ts';
import type { Plan } from './plan.ts';
import { DEPTH } from './projection.ts';
import { drawSelvage } from './selvage.ts';
import { isEmpty, type Sheet } from './sheets.ts';
import { TEAR } from './tear.ts';
import type { Tokens } from './tokens.ts';

export interface FaceLook {
  selected: boolean;
  plan: Plan;
  tokens: Tokens;
  ink: string;
  /** Whether files and tape, and fingerprints, have been introduced. */
  showsFiles: boolean;
  showsFingerprint: boolean;
  /** Where floor plans begin on the sheet, in units along it: one, and one for each further pile that it carries. */
  floors?: readonly number[];
}

const ONE_FLOOR = [0];

/** Film, file marks, selvage and outline of a sheet that has film. */
export function drawFace(pen: Pen, sheet: Sheet, look: FaceLook): void {
  const { g } = pen;
  g.save();
  if (sheet.state === 'failed') {
    pen.path([[0, 0], ...TEAR, [0, DEPTH]]);
    g.clip();
  }
  if (!isEmpty(sheet)) drawFilm(pen, look);
  if (look.showsFiles && sheet.marks !== null) {
    const { marks } = sheet;
    for (const floor of look.floors ?? ONE_FLOOR) {
      pen.shifted(floor, () => drawMarks(pen, marks, look.plan, look.tokens, look.ink, look.selected));
    }
  }
  if (look.selected && look.showsFiles) drawFolderNames(pen, look);
  drawSelvage(pen, sheet, look.showsFingerprint ? (sheet.layer?.diff_id ?? null) : null, look.ink);
  g.restore();
  drawOutline(pen, sheet, look);
}

function drawFilm(pen: Pen, { tokens, ink, selected }: FaceLook): void {
  pen.path(pen.corners);
  pen.fill(tokens.colour.film, tokens.filmAlpha);
  pen.fill(ink, selected ? tokens.tintSelectedAlpha : tokens.tintAlpha);
}

function drawFolderNames(pen: Pen, { plan, tokens }: FaceLook): void {
  if (pen.scale < 0.6) return;
  pen.sheared(() => {
    pen.g.fillStyle = tokens.colour.ink;
    pen.g.font = '600 13px "IBM Plex Mono", ui-monospace, monospace';
    for (const { path, depth, folder, x, y, width, height } of plan.cells.values()) {
      if (depth === 1 && folder && width > 9 * path.length + 12 && height > 26) {
        pen.g.fillText(`/${path}`, x + 3, y + 11);
      }
    }
  });
}

function drawOutline(pen: Pen, sheet: Sheet, { selected, ink }: FaceLook): void {
  const width = selected ? 2.2 : 1.1;
  if (sheet.state === 'failed') {
    pen.path(pen.corners);
    pen.stroke(ink, 1.2, [2, 6]);
    pen.path([[0, 0], ...TEAR, [0, DEPTH]]);
    pen.stroke(ink, 2.2);
  } else {
    pen.path(pen.corners);
    pen.stroke(ink, width, sheet.state === 'writable' ? [9, 5] : []);
  }
}
