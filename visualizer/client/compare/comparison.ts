import { boolean, type Fields, fieldsOf, list, number, oneOf, optional, string, whole } from '../fields.ts';

export type Relation = 'same_pile' | 'same_blob' | 'own';

export interface ComparedLayer {
  index: number;
  size: number;
  relation: Relation;
  /** The equal layer's index in the other image. */
  other: number | null;
}

export interface ComparedImage {
  size: number;
  recorded: boolean;
  layers: readonly ComparedLayer[];
  /** By the cache; of `unknown` cached steps nobody recorded what they once took. */
  saved: { seconds: number; steps: number; unknown: number };
}

/** Bytes of the two images one by one, of both kept together, and of what both have. */
export interface Amounts {
  sum: number;
  stored: number;
  shared: number;
}

/** What `GET /api/builds/ID/compare/ID` answers, as far as it is drawn. */
export interface Comparison {
  images: readonly [ComparedImage, ComparedImage];
  pile: number;
  difference: { text: string; layer: number | null } | null;
  blobs: Amounts;
}

/** Throws a FieldError. */
export function parseComparison(value: unknown): Comparison {
  const fields = fieldsOf(value, 'comparison');
  const [first, second] = list(fields, 'images').map(parseImage);
  if (first === undefined || second === undefined) throw new Error('images: expected two');
  return {
    images: [first, second],
    pile: whole(fields, 'pile'),
    difference: optional(fields, 'first_difference', (_, name) => {
      const parting = fieldsOf(fields[name], name);
      return { text: string(parting, 'text'), layer: optional(parting, 'layer', whole) };
    }),
    blobs: parseAmounts(fieldsOf(fields.blobs, 'blobs')),
  };
}

function parseImage(value: unknown): ComparedImage {
  const fields = fieldsOf(value, 'image');
  const saved = fieldsOf(fields.saved, 'saved');
  return {
    size: whole(fields, 'size'),
    recorded: boolean(fields, 'recorded'),
    layers: list(fields, 'layers').map(parseLayer),
    saved: {
      seconds: number(saved, 'seconds'),
      steps: whole(saved, 'steps'),
      unknown: whole(saved, 'unknown'),
    },
  };
}

function parseLayer(value: unknown): ComparedLayer {
  const fields = fieldsOf(value, 'layer');
  return {
    index: whole(fields, 'index'),
    size: whole(fields, 'size'),
    relation: oneOf(fields, 'relation', ['same_pile', 'same_blob', 'own'] as const),
    other: optional(fields, 'other', whole),
  };
}

function parseAmounts(fields: Fields): Amounts {
  return { sum: whole(fields, 'sum'), stored: whole(fields, 'stored'), shared: whole(fields, 'shared') };
}
