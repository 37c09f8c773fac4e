/** What the part of an address after `#` says: `#at=12&sheet=3`. */
export interface Pointed {
  /** The seq of the last event shown; null for all there are. */
  at: number | null;
  /** A sheet's key; null for the one that the build itself leads to. */
  sheet: string | null;
}

export function pointedBy(hash: string): Pointed {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const at = fields.get('at') ?? '';
  const sheet = fields.get('sheet') ?? '';
  return {
    at: /^\d{1,9}$/.test(at) ? Number(at) : null,
    sheet: /^\d{1,4}(\.\d{1,4})?$/.test(sheet) ? sheet : null,
  };
}

/** Empty where nothing is pointed at. Only what `pointedBy` understands is written. */
export function hashOf({ at, sheet }: Pointed): string {
  const fields = new URLSearchParams();
  if (at !== null) fields.set('at', `${at}`);
  if (sheet !== null) fields.set('sheet', sheet);
  const hash = fields.size === 0 ? '' : `#${fields}`;
  return sheet === null || pointedBy(hash).sheet === sheet ? hash : hashOf({ at, sheet: null });
}
