/** How the sheets of a pile are spread apart. All in px. */

export const GAP = 54;
/** Beyond this many a pile shows faces only around the selected sheet. */
export const CROWD = 12;
const FOCUS_GAP = 34;
const BELOW = 2;
/** Gaps in focus: two below the selected sheet, three above. */
const FOCUSED = 5;
/** A sheet that lies closer than this under the next shows its edge only. */
export const FACE_GAP = 9;

/** Heights of `count` sheets above the lowest, which fit into `room`. The gap above the selected one is wider. */
export function spread(count: number, selected: number, room: number, gap: number): number[] {
  const gaps = count > CROWD ? crowded(count, selected, room) : even(count, selected, room, gap);
  const heights = [0];
  for (const step of gaps) heights.push((heights.at(-1) ?? 0) + step);
  return heights.slice(0, count);
}

/** The height of the highest sheet at most, whichever is selected: the pile's foot must not move with the selection. */
export function reach(count: number, room: number, gap: number): number {
  const intervals = Math.max(0, count - 1);
  if (count <= CROWD) return Math.min(room, gap * (intervals + 0.25));
  const { focus, rest } = crowdGaps(count, room);
  return FOCUSED * focus + rest * (intervals - FOCUSED);
}

function even(count: number, selected: number, room: number, gap: number): number[] {
  const intervals = Math.max(0, count - 1);
  const unit = Math.min(gap, room / (intervals + 0.25));
  return Array.from({ length: intervals }, (_, index) => unit * (index === selected ? 1.25 : 1));
}

/** A fish-eye: from two below the selected to three above there is room, the others share the rest. */
function crowded(count: number, selected: number, room: number): number[] {
  const { focus, rest } = crowdGaps(count, room);
  const first = Math.max(0, Math.min(count - 1 - FOCUSED, selected - BELOW));
  const near = (index: number) => index >= first && index < first + FOCUSED;
  return Array.from({ length: count - 1 }, (_, index) => (near(index) ? focus : rest));
}

/** The others never have room for a face: only as many are drawn as are kept. */
function crowdGaps(count: number, room: number): { focus: number; rest: number } {
  const focus = Math.max(FACE_GAP, Math.min(FOCUS_GAP, (room * 0.6) / FOCUSED));
  const rest = (room - FOCUSED * focus) / Math.max(1, count - 1 - FOCUSED);
  return { focus, rest: Math.max(0.5, Math.min(FACE_GAP - 1, rest)) };
}

/** Whether the sheet's face can be seen at all: the top one's, and those with room above them. */
export function showsFace(heights: readonly number[], index: number): boolean {
  const above = heights[index + 1];
  return above === undefined || above - (heights[index] ?? 0) >= FACE_GAP;
}
