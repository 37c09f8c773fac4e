import type { Looking } from '../inside/looking.ts';
import type { LayerFile } from './layer-file.ts';
import type { Plan } from './plan.ts';
import type { Sheet } from './sheets.ts';
import type { Tokens } from './tokens.ts';

/** The ways to look into a pile that have a window of their own. */
export type Look = 'files' | 'merged' | 'keys';

/** What is looked into. */
export interface Subject {
  /** Bottom first. */
  sheets: readonly Sheet[];
  /** Of each sheet; null where it has no listing, or none that has come yet. */
  files: readonly (readonly LayerFile[] | null)[];
  selected: number;
  plan: Plan;
  tokens: Tokens;
  /** `builds/ID`, whose API tells more; null where the listings are all there is. */
  resource: string | null;
}

/** Opens the window, which is loaded when it is first asked for. */
export class Looks {
  #looking: Looking | null = null;

  /** `closed` is told the index of the sheet that was looked at last. */
  constructor(
    readonly root: ShadowRoot,
    readonly subject: () => Subject,
    readonly closed: (index: number) => void,
  ) {}

  async open(look: Look): Promise<void> {
    const { Looking } = await import('../inside/looking.ts');
    this.#looking ??= new Looking(this.root, this.closed);
    this.#looking.show(this.subject(), look);
  }

  /** What is looked into has changed, or its listings have come. */
  refresh(): void {
    if (this.#looking?.isOpen) this.#looking.refresh(this.subject());
  }
}
