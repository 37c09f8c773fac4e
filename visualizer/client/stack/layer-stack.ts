import { type BuildState, hasEnded, QUEUED } from '../build-state.ts';
import { type Command, commandOf, indexAfter } from './keys.ts';
import type { FileSource } from './layer-file.ts';
import { lettersWanted } from './letters.ts';
import { Listings } from './listings.ts';
import { Looks, type Subject } from './looks.ts';
import { detailOf, pointing, sheetUnder } from './pointing.ts';
import { FILES, type Reveal } from './reveal.ts';
import { selectedIndex } from './selection.ts';
import { type Container, filesOf, type Pile, pileOf, type Sheet } from './sheets.ts';
import { StackView, type View } from './stack-view.ts';
import { STYLES } from './styles.ts';
import { ThemeWatch } from './theme-watch.ts';
import { Voice } from './voice.ts';
import { type Guess, isPredictable } from './words.ts';

type Told = Pick<View, 'reveal' | 'predictions' | 'reasons' | 'predicting'>;

/**
 * An image as sheets. Set `state`; the rest is optional. Events, all bubbling and cancelable: `sheet-select` and
 * `sheet-open` {key, step, layer}, `predict` {step, guess}, `command` {command} for keys that belong to others,
 * `step-link` {step, by} when a sheet is pointed at or focused, `say` with a sentence for those who do not see it.
 * With the attribute `announces` it also speaks by itself; leave that out where the page has a live region.
 */
export class LayerStack extends HTMLElement {
  /** Unix time in seconds: now, or the moment shown. */
  clock = (): number => Date.now() / 1000;
  /** `builds/ID`, whose API tells more than the listings do. */
  resource: string | null = null;
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #view = new StackView(
    (key, guess) => this.#predict(this.#pile.sheets[this.#indexOf(key)], guess),
    (command) => this.#obey(command),
  );
  readonly #looks = new Looks(this.#root, this.#view, {
    subject: () => this.#subject,
    choose: (index) => this.#choose(index, true),
  });
  readonly #voice = new Voice(this, this.#root);
  readonly #listings = new Listings(() => this.#invalidate());
  readonly #theme = new ThemeWatch(this.#root, () => this.#repaint());
  readonly #resize = new ResizeObserver(() => this.#invalidate());
  #state: BuildState = QUEUED;
  #pile: Pile = { sheets: [] };
  #container: Container | null = null;
  #told: Told = { reveal: 7, predictions: new Map(), reasons: new Map(), predicting: false };
  /** Null while the selection follows the build. */
  #chosen: string | null = null;
  /** When the build shown started, also while the moment shown lies before that. */
  #begun: number | null = null;
  #stale = true;
  #frame = 0;
  #ticking: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#view.element);
    this.#view.element.addEventListener('keydown', (event) => this.#key(event));
    this.#view.element.addEventListener('click', (event) => this.#click(event));
    this.#view.element.addEventListener('dblclick', ({ target }) => {
      if ((target as Element).closest('button.sheet, .stage') !== null) this.#open();
    });
    pointing(this.#view, (index, by) => {
      this.#emit('step-link', { step: this.#pile.sheets[index]?.step ?? null, by });
    });
  }

  connectedCallback(): void {
    this.#voice.begin(this.#state);
    this.#resize.observe(this);
    this.#theme.start();
    this.#invalidate();
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
    this.#theme.stop();
    this.#view.stage.stop();
    this.#listings.stop();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#ticking);
    this.#frame = 0;
  }

  get state(): BuildState {
    return this.#state;
  }

  set state(state: BuildState) {
    if (state === this.#state) return;
    this.#begin(state);
    this.#voice.tell(this.#state, state);
    this.#state = state;
    this.#schedule();
  }

  /** Listings by layer index, or a function that fetches one; asked once the image is recorded. */
  set files(files: FileSource | null) {
    this.#listings.source = files;
    this.#invalidate();
  }

  /** The writable sheet on top. */
  set container(container: Container | null) {
    this.#container = container;
    this.#invalidate();
  }

  get reveal(): Reveal {
    return this.#told.reveal;
  }

  set reveal(reveal: Reveal) {
    this.#tell({ reveal });
  }

  /** By index of the step. */
  set predictions(predictions: ReadonlyMap<number, Guess>) {
    this.#tell({ predictions });
  }

  /** By index of the step: `rebuilt: package.json changed`. */
  set reasons(reasons: ReadonlyMap<number, string>) {
    this.#tell({ reasons });
  }

  /** Whether each step asks for a prediction. */
  set predicting(predicting: boolean) {
    this.#tell({ predicting });
  }

  /** The key of the sheet that somebody chose; null while the selection follows the build. */
  get chosen(): string | null {
    return this.#chosen;
  }

  set chosen(key: string | null) {
    this.#chosen = key;
    this.#invalidate();
  }

  /** The index of the selected sheet's layer; null where it has none. */
  get selectedLayer(): number | null {
    return this.#selected?.layer?.index ?? null;
  }

  /** Marks the sheets of a step as those that something else on the page points at. */
  link(step: number | null): void {
    this.#view.link(({ step: own }) => step !== null && own === step);
  }

  /** Selects the first sheet of a step, without moving the focus. */
  select(step: number): void {
    this.#draw();
    const index = this.#pile.sheets.findIndex((sheet) => sheet.step === step);
    this.#choose(index, false);
  }

  /** Another build is followed from its start, whatever was chosen in the last one. */
  #begin({ startedAt }: BuildState): void {
    if (startedAt === null || startedAt === this.#begun) return;
    if (this.#begun !== null) this.#chosen = null;
    this.#begun = startedAt;
  }

  #tell(told: Partial<Told>): void {
    this.#told = { ...this.#told, ...told };
    this.#invalidate();
  }

  #invalidate(): void {
    this.#stale = true;
    this.#schedule();
  }

  /** Many changes, one drawing. */
  #schedule(): void {
    if (this.isConnected && this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #repaint(): void {
    this.#view.stage.forget();
    this.#stale = true;
    this.#draw();
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#listings.want(this.#state, this.#container?.files ?? []);
    this.#pile = pileOf(this.#state, this.#listings.of(this.#state.layers), this.#container);
    const selected = selectedIndex(this.#pile.sheets, this.#chosen);
    if (!this.#stale && this.#view.shows(this.#pile, selected)) return;
    this.#stale = false;
    this.#view.draw({
      pile: this.#pile,
      selected,
      chosen: this.#chosen !== null,
      plan: this.#listings.plan,
      tokens: this.#theme.tokens,
      ...this.#told,
      elapsed: ({ startedAt }) => (startedAt === null ? 0 : Math.max(0, this.clock() - startedAt)),
    });
    this.#looks.refresh();
    this.#tick();
  }

  /** A running step's seconds are counted on the page. */
  #tick(): void {
    clearTimeout(this.#ticking);
    if (hasEnded(this.#state) || !this.#pile.sheets.some(({ state }) => state === 'running')) return;
    this.#ticking = setTimeout(() => this.#invalidate(), 1000);
  }

  get #selected(): Sheet | undefined {
    return this.#pile.sheets[this.#view.selected];
  }

  #indexOf(key: string): number {
    return this.#pile.sheets.findIndex((sheet) => sheet.key === key);
  }

  #choose(index: number, focus: boolean): void {
    const sheet = this.#pile.sheets[index];
    if (sheet === undefined) return;
    const changed = index !== this.#view.selected;
    this.#chosen = sheet.key;
    this.#draw();
    this.#view.list.reveal(sheet.key);
    if (focus) this.#focus();
    if (changed) this.#emit('sheet-select', detailOf(sheet));
  }

  #focus(): void {
    this.#view.list.button(this.#selected?.key ?? '')?.focus();
  }

  /** Unless somebody else opens it, or files have not been introduced. */
  #open(): void {
    const sheet = this.#selected;
    if (sheet === undefined || !this.#emit('sheet-open', detailOf(sheet))) return;
    if (this.#told.reveal < FILES) this.#view.inspector.element.focus();
    else this.#looks.obey('open');
  }

  get #subject(): Subject {
    const files = filesOf(this.#pile, this.#listings.of(this.#state.layers), this.#container);
    const looked = { plan: this.#listings.plan, tokens: this.#theme.tokens, resource: this.resource };
    return { ...looked, sheets: this.#pile.sheets, files, selected: this.#view.selected };
  }

  #click({ target, clientX, clientY }: MouseEvent): void {
    const aimed = (target as Element).closest('button.sheet, .stage') !== null;
    if (aimed) this.#choose(sheetUnder(this.#view, target as Node, clientX, clientY), true);
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (event.key === 'Escape' && this.#view.inspector.element.contains(target)) this.#focus();
    if (!target.matches('button.sheet')) return;
    const command = commandOf(event, lettersWanted());
    if (command !== null && this.#obey(command)) event.preventDefault();
  }

  /** Whether the key was used. */
  #obey(command: Command): boolean {
    const index = indexAfter(command, this.#view.selected, this.#pile.sheets.length);
    if (index !== null) this.#choose(index, true);
    else if (command === 'open') this.#open();
    else if (command === 'say cached') this.#predict(this.#selected, 'cached');
    else if (command === 'say rebuilt') this.#predict(this.#selected, 'rebuilt');
    else if (this.#emit('command', { command }))
      return (this.#told.reveal >= FILES || command === 'help') && this.#looks.obey(command);
    return true;
  }

  #predict(sheet: Sheet | undefined, guess: Guess): void {
    if (!this.#told.predicting || sheet === undefined || sheet.step === null || !isPredictable(sheet)) return;
    this.#emit('predict', { step: sheet.step, guess });
  }

  /** Whether nobody took it upon themselves. */
  #emit(type: string, detail: unknown): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, cancelable: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'layer-stack': LayerStack;
  }
}
