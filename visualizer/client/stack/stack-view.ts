import { make } from '../dom.ts';
import { t } from '../translate.ts';
import { arrivalsBetween } from './arrivals.ts';
import { Inspector } from './inspector.ts';
import type { Command } from './keys.ts';
import { prefersStillness } from './motion.ts';
import { PileList } from './pile-list.ts';
import type { Plan } from './plan.ts';
import { FILES, FINGERPRINTS, PREDICTIONS, type Reveal } from './reveal.ts';
import { hasFilm, type Pile, type Sheet, samePile } from './sheets.ts';
import { Stage } from './stage.ts';
import { planStage, type StagePlan } from './stage-plan.ts';
import type { Tokens } from './tokens.ts';
import { stackTools } from './tools.ts';
import { type Guess, isPredictable } from './words.ts';

const IDEA = t(
  'Each sheet adds, changes or hides files. Look down through them: that is what a container sees.',
);
const EMPTY: Pile = { sheets: [] };
/** From this width of the whole on, the panel stands beside the pile. */
const PANEL_BESIDE = 1080;
const NARROW = 700;

/** All that one drawing depends on. */
export interface View {
  pile: Pile;
  selected: number;
  /** Whether the selection is somebody's choice and not the build's own course. */
  chosen: boolean;
  plan: Plan;
  tokens: Tokens;
  reveal: Reveal;
  predictions: ReadonlyMap<number, Guess>;
  reasons: ReadonlyMap<number, string>;
  predicting: boolean;
  elapsed(sheet: Sheet): number;
}

/** The drawing, the list and the panel: one view of one pile. */
export class StackView {
  readonly element = make('div', { class: 'frame' });
  readonly stage = new Stage();
  readonly inspector = new Inspector();
  readonly list: PileList;
  readonly #idea = make('p', { class: 'idea' }, IDEA);
  readonly #main = make('div', { class: 'main' });
  readonly #side = make('div', { class: 'side' });
  readonly #tools: HTMLElement;
  #docked: HTMLElement | null = null;
  #pile: Pile = EMPTY;
  #selected = -1;
  #stagePlan: StagePlan | null = null;
  #linked: (sheet: Sheet) => boolean = () => false;

  constructor(predict: (key: string, guess: Guess) => void, perform: (command: Command) => void) {
    this.list = new PileList(predict);
    this.#tools = stackTools(perform);
    this.list.element.addEventListener('scroll', () => this.#pullLeaders(), { passive: true });
    this.#main.append(this.stage.element, this.list.element);
    this.#side.append(this.#tools, this.inspector.element);
    this.element.append(this.#idea, this.#main, this.#side);
  }

  get selected(): number {
    return this.#selected;
  }

  /** Takes a panel in beside the pile, where the page is narrow between it and the list; null lets it go. */
  dock(panel: HTMLElement | null): void {
    this.#docked?.remove();
    this.#docked = panel;
    this.#dockIt(this.#main.classList.contains('narrow'));
  }

  #dockIt(narrow: boolean): void {
    const place = narrow ? this.#main : this.#side;
    if (this.#docked === null || this.#docked.parentElement === place) return;
    if (narrow) this.stage.element.after(this.#docked);
    else this.inspector.element.before(this.#docked);
  }

  /** Whether drawing this pile would show anything new. */
  shows(pile: Pile, selected: number): boolean {
    return selected === this.#selected && samePile(pile, this.#pile);
  }

  /** Marks the sheets that something else on the page points at, also in what is drawn next. */
  link(linked: (sheet: Sheet) => boolean): void {
    this.#linked = linked;
    this.list.link(new Set(this.#pile.sheets.filter(linked).map(({ key }) => key)));
    this.stage.linked = this.#pile.sheets.flatMap((sheet, index) => (linked(sheet) ? [index] : []));
  }

  draw(view: View): void {
    const { sheets } = view.pile;
    const before = this.#pile;
    const moves = before.sheets.length > 0 && !prefersStillness();
    const spreads = moves && view.chosen && view.selected !== this.#selected;
    this.#tools.hidden = view.reveal < FILES || !sheets.some(({ layer }) => layer !== null);
    this.#idea.hidden = view.reveal > 1 || !sheets.some(hasFilm);
    this.#drawWords(view);
    this.#pile = view.pile;
    this.#selected = view.selected;
    const stage = this.#measure(sheets.length, view.selected);
    this.#stagePlan = stage;
    this.list.place(stage, sheets);
    this.stage.show(
      {
        ...view,
        sheets,
        stage,
        showsFiles: view.reveal >= FILES,
        showsFingerprint: view.reveal >= FINGERPRINTS,
        leaders: this.list.leaders(stage, sheets, view.selected),
      },
      moves ? arrivalsBetween(before.sheets, sheets) : [],
      spreads,
    );
    this.link(this.#linked);
  }

  #drawWords(view: View): void {
    const { sheets } = view.pile;
    const last = Math.max(0, ...sheets.map(({ number }) => number ?? 0));
    const told = (sheet: Sheet) => ({
      last,
      elapsed: view.elapsed(sheet),
      showsFiles: view.reveal >= FILES,
      guess: shownFor(sheet, view.predictions, view.reveal),
      reason: shownFor(sheet, view.reasons, view.reveal),
    });
    this.list.draw(sheets, (sheet, index) => ({
      ...told(sheet),
      selected: index === view.selected,
      asks: view.predicting && isPredictable(sheet),
    }));
    const selected = sheets[view.selected];
    this.inspector.element.hidden = selected === undefined;
    if (selected === undefined) return;
    this.inspector.draw({ ...told(selected), sheets, index: view.selected, reveal: view.reveal });
  }

  /** Reads the room there is from the page, and lays the stage out in it. */
  #measure(count: number, selected: number): StagePlan {
    this.element.dataset.panel = this.element.clientWidth >= PANEL_BESIDE ? 'right' : 'below';
    const width = this.#main.clientWidth;
    const narrow = width < NARROW;
    this.#main.classList.toggle('narrow', narrow);
    this.#main.classList.toggle('wide', !narrow);
    this.#dockIt(narrow);
    const height = narrow
      ? Math.min(340, innerHeight * 0.46)
      : Math.max(420, Math.min(760, innerHeight * 0.84));
    const labels = narrow ? 0 : this.list.needed(width);
    const plan = planStage({ width, height, count, selected, labels });
    this.#main.classList.toggle('crowded', plan.crowded && !narrow);
    this.stage.element.style.setProperty('height', `${plan.height}px`);
    this.#main.style.setProperty('--stage-height', `${plan.height}px`);
    return plan;
  }

  #pullLeaders(): void {
    if (this.#stagePlan === null) return;
    this.stage.leaders = this.list.leaders(this.#stagePlan, this.#pile.sheets, this.#selected);
  }
}

function shownFor<T>({ step }: Sheet, values: ReadonlyMap<number, T>, reveal: Reveal): T | undefined {
  return step === null || reveal < PREDICTIONS ? undefined : values.get(step);
}
