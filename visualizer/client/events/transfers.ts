/** What happens to layers on their way to and from a registry or an archive. */

export type TransferEvent = LayerMoved | Pushed | Pulled | Saved | BitFlipped | LayerChecked | Loaded;

export const OUTCOMES = ['sent', 'received', 'mounted', 'exists'] as const;

export interface LayerMoved {
  type: 'layer_moved';
  index: number;
  digest: string;
  size: number;
  outcome: (typeof OUTCOMES)[number];
  source: string | null;
}

export interface Pushed {
  type: 'pushed';
  name: string;
  digest: string;
  bytes: number;
}

export interface Pulled {
  type: 'pulled';
  name: string;
  digest: string;
  bytes: number;
}

export interface Saved {
  type: 'saved';
  bytes: number;
}

export interface BitFlipped {
  type: 'bit_flipped';
  index: number;
  digest: string;
  offset: number;
  before: number;
  after: number;
}

export interface LayerChecked {
  type: 'layer_checked';
  index: number;
  digest: string;
  actual: string;
}

export interface Loaded {
  type: 'loaded';
  message: string;
  error: string | null;
}
