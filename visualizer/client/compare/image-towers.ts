import { make } from '../dom.ts';
import { EMPTY_PLAN, layOut, type Plan } from '../stack/plan.ts';
import { inSlices } from '../stack/slices.ts';
import { STYLES } from '../stack/styles.ts';
import { ThemeWatch } from '../stack/theme-watch.ts';
import { paintTowers } from './tower-painter.ts';
import { planTowers, slabAt, type TowerPlan } from './tower-plan.ts';
import type { Towers } from './towers.ts';

const SHEETS = 'canvas { display: block; cursor: pointer; }';
const EMPTY: Towers = { slabs: [], pile: 0, twins: [] };

/**
 * Two images on the sheets that both have. A picture only: the list beside it says the same. Emits `level-select`
 * {level} where somebody points at a sheet.
 */
export class ImageTowers extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #canvas = make('canvas', { 'aria-hidden': 'true' });
  readonly #theme = new ThemeWatch(this.#root, () => this.#paint());
  readonly #resize = new ResizeObserver(() => this.#paint());
  #towers = EMPTY;
  #names: readonly [string, string] = ['', ''];
  #selected: number | null = null;
  #floor: Plan = EMPTY_PLAN;
  #plan: TowerPlan | null = null;
  #abort = new AbortController();

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES + SHEETS);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#canvas);
    this.#canvas.addEventListener('click', ({ offsetX, offsetY }) => this.#point(offsetX, offsetY));
  }

  connectedCallback(): void {
    this.#resize.observe(this);
    this.#theme.start();
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
    this.#theme.stop();
    this.#abort.abort();
  }

  async show(towers: Towers, names: readonly [string, string]): Promise<void> {
    this.#towers = towers;
    this.#names = names;
    this.#paint();
    this.#abort.abort();
    this.#abort = new AbortController();
    const marks = towers.slabs.map(({ sheet }) => sheet.marks ?? []);
    const plan = await inSlices(layOut(marks), this.#abort.signal);
    if (plan === null) return;
    this.#floor = plan;
    this.#paint();
  }

  set selected(level: number | null) {
    this.#selected = level;
    this.#paint();
  }

  #point(x: number, y: number): void {
    const slab = this.#plan && slabAt(this.#plan, this.#towers, { x, y });
    if (slab) this.dispatchEvent(new CustomEvent('level-select', { detail: { level: slab.level } }));
  }

  #paint(): void {
    if (this.#towers.slabs.length === 0 || this.clientWidth === 0) return;
    const room = { width: this.clientWidth, height: Math.max(320, Math.min(680, innerHeight * 0.8)) };
    const plan = planTowers(this.#towers, room);
    this.#plan = plan;
    const density = Math.min(3, window.devicePixelRatio || 1);
    this.#canvas.width = Math.round(plan.width * density);
    this.#canvas.height = Math.round(plan.height * density);
    Object.assign(this.#canvas.style, { width: `${plan.width}px`, height: `${plan.height}px` });
    const g = this.#canvas.getContext('2d');
    if (g === null) return;
    g.setTransform(density, 0, 0, density, 0, 0);
    const { tokens } = this.#theme;
    paintTowers(g, {
      towers: this.#towers,
      plan,
      floor: this.#floor,
      tokens,
      names: this.#names,
      selected: this.#selected,
      density,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'image-towers': ImageTowers;
  }
}
