import { make } from '../dom.ts';

/** What a tab shows. */
export interface Panel {
  readonly tab: HTMLButtonElement;
  readonly element: HTMLElement;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Makes the button of a tab and gives its panel the roles that go with it. */
export function panelOf(element: HTMLElement, id: string): Panel {
  const tab = make('button', { type: 'button', role: 'tab', class: 'tab', 'aria-controls': id });
  element.id = id;
  element.setAttribute('role', 'tabpanel');
  return { tab, element };
}

/** Tabs, of which one is shown; arrow keys move along them. */
export class TabStrip {
  readonly tabs: HTMLDivElement;
  readonly panels = make('div', { class: 'panels' });
  #all: readonly Panel[] = [];
  #shown: Panel | undefined;

  /** `showed` is called whenever a panel was shown. */
  constructor(
    label: string,
    readonly showed: () => void = () => {},
  ) {
    this.tabs = make('div', { role: 'tablist', class: 'tabs', 'aria-label': label });
    this.tabs.addEventListener('keydown', (event) => this.#key(event));
    this.tabs.addEventListener('click', ({ target }) => {
      const clicked = this.#all.find(({ tab }) => tab.contains(target as Node));
      if (clicked !== undefined) this.show(clicked);
    });
  }

  get shown(): Panel | undefined {
    return this.#shown;
  }

  /** Panels that stay are not moved, so that they keep their focus and their place. */
  draw(all: readonly Panel[], shown: Panel | undefined): void {
    for (const panel of this.#all) if (!all.includes(panel)) panel.element.remove();
    this.panels.append(...all.filter((panel) => !this.#all.includes(panel)).map(({ element }) => element));
    this.tabs.replaceChildren(...all.map(({ tab }) => tab));
    this.#all = all;
    this.show(shown);
  }

  show(shown: Panel | undefined): void {
    this.#shown = shown;
    for (const panel of this.#all) {
      panel.element.hidden = panel !== shown;
      panel.tab.setAttribute('aria-selected', String(panel === shown));
      panel.tab.tabIndex = panel === shown ? 0 : -1;
    }
    this.#bringIn(shown?.tab);
    this.showed();
  }

  /** Where the strip is too narrow for all of them it scrolls, and the page stays. */
  #bringIn(tab: HTMLElement | undefined): void {
    if (tab === undefined) return;
    const { scrollLeft, clientWidth } = this.tabs;
    const left = tab.offsetLeft;
    const right = left + tab.offsetWidth;
    if (left < scrollLeft) this.tabs.scrollLeft = left;
    else if (right > scrollLeft + clientWidth) this.tabs.scrollLeft = right - clientWidth;
  }

  #key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const at = this.#shown === undefined ? -1 : this.#all.indexOf(this.#shown);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    this.show(this.#all[(at + step + this.#all.length) % this.#all.length]);
    this.#shown?.tab.focus();
  }
}
