import type { BuildState } from '../build-state.ts';
import type { LayerFile } from '../stack/layer-file.ts';
import { pileOf, type Sheet } from '../stack/sheets.ts';
import type { Comparison } from './comparison.ts';

export type Side = 0 | 1;
export type Files = ReadonlyMap<number, readonly LayerFile[]>;

/** An image to be compared: what its log says, and its listings by layer index. */
export interface Shown {
  build: BuildState;
  files: Files;
}

/** A sheet of the plinth lies under both piles: `side` is null. `level` counts from the ground. */
export interface Slab {
  side: Side | null;
  level: number;
  sheet: Sheet;
}

export interface Towers {
  /** In the order in which they are painted: the plinth, then the pile behind, then the one before it. */
  slabs: readonly Slab[];
  /** How many sheets the plinth has. */
  pile: number;
  /** Levels of sheets that are one blob, though on different piles. */
  twins: readonly { first: number; second: number }[];
}

/** Only layers: what makes none is neither stored nor shared. The plinth shows what the second image found there. */
export function towersOf(images: readonly [Shown, Shown], { pile, images: compared }: Comparison): Towers {
  const [first, second] = images.map(layerSheets) as [Sheet[], Sheet[]];
  const plinth = second.slice(0, pile).map((sheet, level) => ({ side: null, level, sheet }));
  const above = ([first, second] as const).flatMap((sheets, side) =>
    sheets.slice(pile).map((sheet, index) => ({ side: side as Side, level: pile + index, sheet })),
  );
  const twins = compared[0].layers.flatMap(({ index, relation, other }) =>
    relation === 'same_blob' && other !== null ? [{ first: index, second: other }] : [],
  );
  return { slabs: [...plinth, ...above], pile, twins };
}

function layerSheets({ build, files }: Shown): Sheet[] {
  const sheets = pileOf(build, files).sheets.filter(({ layer }) => layer !== null);
  return sheets.sort((a, b) => (a.layer?.index ?? 0) - (b.layer?.index ?? 0));
}

/** A line of the list, from the ground: the one sheet that both have, or what each has at this level. */
export interface Level {
  level: number;
  shared: boolean;
  sheets: readonly [Sheet | null, Sheet | null];
}

export function levelsOf({ slabs, pile }: Towers): readonly Level[] {
  const top = Math.max(-1, ...slabs.map(({ level }) => level));
  return Array.from({ length: top + 1 }, (_, level) => {
    const at = (side: Side) =>
      slabs.find((slab) => slab.level === level && (slab.side === side || slab.side === null))?.sheet ?? null;
    return { level, shared: level < pile, sheets: [at(0), at(1)] };
  });
}
