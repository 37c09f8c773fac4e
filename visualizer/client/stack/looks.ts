import type { CorePanel } from '../inside/core-panel.ts';
import type { Looking } from '../inside/looking.ts';
import type { Command } from './keys.ts';
import type { LayerFile } from './layer-file.ts';
import type { Plan } from './plan.ts';
import type { Sheet } from './sheets.ts';
import type { StackView } from './stack-view.ts';
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

export interface Looked {
  subject(): Subject;
  /** Selects a sheet and moves the focus to it. */
  choose(index: number): void;
}

const LOOKS: Readonly<Partial<Record<Command, Look>>> = { open: 'files', merged: 'merged', help: 'keys' };

/** Opens the window and the panel for a path; both are loaded when they are first asked for. */
export class Looks {
  #looking: Looking | null = null;
  #core: CorePanel | null = null;

  constructor(
    readonly root: ShadowRoot,
    readonly view: StackView,
    readonly stack: Looked,
  ) {}

  /** Whether the command is to look into something. */
  obey(command: Command): boolean {
    const look = LOOKS[command];
    if (look !== undefined) void this.#open(look);
    else if (command === 'find') void this.#find(null);
    else return false;
    return true;
  }

  /** What is looked into has changed, or its listings have come. */
  refresh(): void {
    if (this.#looking?.isOpen) this.#looking.refresh(this.stack.subject());
    if (this.#core?.element.isConnected) void this.#core.refresh(this.stack.subject());
  }

  async #open(look: Look): Promise<void> {
    const { Looking } = await import('../inside/looking.ts');
    this.#looking ??= new Looking(this.root, {
      closed: this.stack.choose,
      find: (path) => void this.#find(path),
    });
    this.#looking.show(this.stack.subject(), look);
  }

  async #find(path: string | null): Promise<void> {
    const { CorePanel } = await import('../inside/core-panel.ts');
    const { stage } = this.view;
    this.#core ??= new CorePanel(this.root, {
      pin: (draw) => {
        stage.pin = draw;
      },
      choose: this.stack.choose,
      leave: () => {
        this.view.dock(null);
        this.stack.choose(this.view.selected);
      },
    });
    this.view.dock(this.#core.element);
    await this.#core.show(this.stack.subject(), path);
  }
}
