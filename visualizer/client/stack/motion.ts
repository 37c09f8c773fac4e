import type { Manner } from './arrivals.ts';

interface Motion {
  frames: Keyframe[];
  duration: number;
}

/** Transform and opacity only, so that the compositor moves and nothing is painted again. */
const MOTIONS: Readonly<Record<Manner, Motion>> = {
  fly: {
    frames: [
      { transform: 'translate(220px, -70px)', opacity: 0 },
      { transform: 'translate(0, -26px)', opacity: 1, offset: 0.7 },
      { transform: 'none', opacity: 1 },
    ],
    duration: 620,
  },
  snap: {
    frames: [
      { transform: 'translateY(-10px)', opacity: 0.4 },
      { transform: 'none', opacity: 1 },
    ],
    duration: 140,
  },
  together: {
    frames: [
      { transform: 'translateY(-18px)', opacity: 0.2 },
      { transform: 'none', opacity: 1 },
    ],
    duration: 300,
  },
  tear: { frames: [{ opacity: 0 }, { opacity: 1 }], duration: 240 },
};

export function play(element: Element, manner: Manner): Animation {
  const { frames, duration } = MOTIONS[manner];
  return element.animate(frames, { duration, easing: 'cubic-bezier(.2,.8,.2,1)', fill: 'both' });
}

export function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
