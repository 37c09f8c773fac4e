import { type Draft, parseDraft } from './draft.ts';

const PREFIX = 'layerlab:draft';

/** The draft this browser keeps, of the sandbox or of a lab; null where there is none or it cannot be read. */
export function loadDraft(place = ''): Draft | null {
  try {
    const saved = localStorage.getItem(keyOf(place));
    return saved === null ? null : parseDraft(JSON.parse(saved));
  } catch {
    return null;
  }
}

/** Whether the browser kept it: storage may be full or forbidden. */
export function saveDraft(draft: Draft, place = ''): boolean {
  try {
    localStorage.setItem(keyOf(place), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

const OFFER = 'layerlab:offer';

/** Leaves a draft for the sandbox, opened next in this tab. */
export function leaveOffer(draft: Draft): void {
  try {
    sessionStorage.setItem(OFFER, JSON.stringify(draft));
  } catch {
    // The sandbox opens with what was there.
  }
}

/** The draft that was left, once. */
export function takeOffer(): Draft | null {
  try {
    const left = sessionStorage.getItem(OFFER);
    sessionStorage.removeItem(OFFER);
    return left === null ? null : parseDraft(JSON.parse(left));
  } catch {
    return null;
  }
}

function keyOf(place: string): string {
  return place === '' ? PREFIX : `${PREFIX}:${place}`;
}
