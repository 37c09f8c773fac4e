/** What changes in the engine's own store. */

export type StoreEvent = ImageTagged | Pruned;

export interface ImageTagged {
  type: 'image_tagged';
  name: string;
  image: string;
  replaced: string | null;
}

export const PRUNABLE = ['cache', 'images', 'volumes', 'registry'] as const;

export interface Pruned {
  type: 'pruned';
  what: (typeof PRUNABLE)[number];
  bytes: number;
  count: number;
}
