/** How far the course has introduced the picture; each level shows all of those before it. */
export type Reveal = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export const FILES: Reveal = 2;
export const PREDICTIONS: Reveal = 3;
export const FINGERPRINTS: Reveal = 4;
export const CHAINS: Reveal = 7;
