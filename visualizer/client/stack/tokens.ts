/** The colours and strengths of a theme, as CSS resolves them now: light, dark, forced colours or print. */
const COLOURS = [
  'bg',
  'surface',
  'ink',
  'mut',
  'line',
  'film',
  'tape',
  'tape-ink',
  'base',
  'cached',
  'built',
  'failed',
  'writable',
  'pending',
] as const;
type Colour = (typeof COLOURS)[number];

export interface Tokens {
  colour: Readonly<Record<Colour, string>>;
  /** Of the clear film itself, and of the state's colour in it. */
  filmAlpha: number;
  tintAlpha: number;
  tintSelectedAlpha: number;
}

/** Reads them through probes inside `root`, since a custom property's own text may still be a function. */
export function readTokens(root: HTMLElement): Tokens {
  const probes = COLOURS.map((name) => {
    const probe = document.createElement('i');
    probe.style.setProperty('color', `var(--_${name})`);
    return probe;
  });
  root.append(...probes);
  const colours = COLOURS.map((name, index) => {
    const probe = probes[index];
    return [name, probe === undefined ? '' : getComputedStyle(probe).color] as const;
  });
  for (const probe of probes) probe.remove();
  const style = getComputedStyle(root);
  const number = (name: string) => Number.parseFloat(style.getPropertyValue(`--_${name}`)) || 0;
  return {
    colour: Object.fromEntries(colours) as Record<Colour, string>,
    filmAlpha: number('film-alpha'),
    tintAlpha: number('tint-alpha'),
    tintSelectedAlpha: number('tint-selected-alpha'),
  };
}
