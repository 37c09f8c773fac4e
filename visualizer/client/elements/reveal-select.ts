import { make } from '../dom.ts';
import { CHAINS, FILES, FINGERPRINTS, PREDICTIONS, type Reveal } from '../stack/reveal.ts';
import { t } from '../translate.ts';

const PLACE = 'layerlab:reveal';
const LEVELS: readonly (readonly [Reveal, string])[] = [
  [CHAINS, t('All facts')],
  [1, t('Step by step: 1, name, size, state')],
  [FILES, '2, and files and tape'],
  [PREDICTIONS, '3, and reasons'],
  [FINGERPRINTS, '4, and fingerprints'],
];

/** Which facts the sheets show: all, or as many as the course has introduced. This browser remembers it. */
export function revealSelect(apply: (reveal: Reveal) => void): HTMLElement {
  const options = LEVELS.map(([level, words]) => make('option', { value: `${level}` }, words));
  const select = make('select', {}, ...options);
  const chosen = () => LEVELS.find(([level]) => `${level}` === select.value)?.[0] ?? CHAINS;
  select.value = `${remembered()}`;
  select.addEventListener('change', () => {
    remember(chosen());
    apply(chosen());
  });
  apply(chosen());
  return make('label', { class: 'reveal' }, `${t('Show')} `, select);
}

function remembered(): Reveal {
  try {
    const kept = Number(localStorage.getItem(PLACE));
    return LEVELS.find(([level]) => level === kept)?.[0] ?? CHAINS;
  } catch {
    return CHAINS;
  }
}

function remember(level: Reveal): void {
  try {
    localStorage.setItem(PLACE, `${level}`);
  } catch {
    // It holds for this page only.
  }
}
