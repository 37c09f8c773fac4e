import { fieldsOf, list, number, string, whole, wholes } from '../fields.ts';

/** What `GET …/waste` answers: bytes stored in vain, by dive's definition. */
export interface Waste {
  size: number;
  wasted: number;
  /** From 0 to 1. */
  efficiency: number;
  /** The largest first. `layers` hold it or hide it; `size` is what they store for it together. */
  paths: readonly { path: string; size: number; layers: readonly number[] }[];
}

export function parseWaste(value: unknown): Waste {
  const fields = fieldsOf(value, 'waste');
  return {
    size: whole(fields, 'size'),
    wasted: whole(fields, 'wasted_bytes'),
    efficiency: number(fields, 'efficiency'),
    paths: list(fields, 'paths').map((one) => {
      const path = fieldsOf(one, 'path');
      return { path: string(path, 'path'), size: whole(path, 'size'), layers: wholes(path, 'layers') };
    }),
  };
}
