/** Height of a slab's edge in px: 1 kB is 2, each step ×10 adds 2.5, and never less than a hairline. */
export function thickness(bytes: number): number {
  return bytes <= 0 ? 1 : Math.max(1, 2 + 2.5 * Math.log10(bytes / 1000));
}

/** Of a sheet whose size is not recorded: enough for its pattern, which carries the state. */
export const UNRECORDED_THICKNESS = 4;
