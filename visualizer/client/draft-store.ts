import { type Draft, parseDraft } from './draft.ts';

const KEY = 'layerlab:draft';

/** The draft this browser keeps; null where there is none or it cannot be read. */
export function loadDraft(): Draft | null {
  try {
    const saved = localStorage.getItem(KEY);
    return saved === null ? null : parseDraft(JSON.parse(saved));
  } catch {
    return null;
  }
}

/** Whether the browser kept it: storage may be full or forbidden. */
export function saveDraft(draft: Draft): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}
