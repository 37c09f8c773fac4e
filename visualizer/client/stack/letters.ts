const PLACE = 'layerlab:letters';

/** Whether single characters are commands; this browser remembers when somebody turned them off. */
export function lettersWanted(): boolean {
  try {
    return localStorage.getItem(PLACE) !== 'off';
  } catch {
    return true;
  }
}

export function wantLetters(wanted: boolean): void {
  try {
    if (wanted) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, 'off');
  } catch {
    // It cannot be remembered: the letters stay as they are.
  }
}
