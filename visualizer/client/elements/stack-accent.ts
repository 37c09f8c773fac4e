import type { StepState } from '../build-state.ts';
import { makeSvg } from '../dom.ts';

const [WIDTH, DEPTH, SLAB, HEIGHT] = [132, 96, 5, 132];
const GHOSTS = 4;

/** The floor plan's projection, as everywhere in the lab; z counts upwards. */
function project(x: number, y: number, z: number): string {
  return `${(0.9 * x - 0.56 * y + 56).toFixed(1)},${(0.235 * x + 0.405 * y - z).toFixed(1)}`;
}

function corners(points: readonly (readonly [number, number, number])[]): string {
  return points.map(([x, y, z]) => project(x, y, z)).join(' ');
}

/** A small stack of the build's sheets: an ornament, everything in it stands in the list of steps. */
export class StackAccent {
  readonly element = makeSvg('svg', { class: 'stack-accent', 'aria-hidden': 'true' });
  #sheets: SVGGElement[] = [];

  constructor() {
    this.#size(GHOSTS);
  }

  draw(steps: readonly StepState[]): void {
    const amount = steps.length || GHOSTS;
    if (amount !== this.#sheets.length) this.#size(amount);
    this.#sheets.forEach((sheet, index) => {
      const step = steps[index];
      const form = step?.keyword === 'FROM' && step.status === 'built' ? 'base' : (step?.status ?? 'pending');
      if (sheet.dataset.form !== form) sheet.dataset.form = form;
    });
  }

  #size(amount: number): void {
    const gap = Math.min(20, (HEIGHT - 60) / Math.max(1, amount - 1));
    const top = gap * (amount - 1);
    this.element.setAttribute('viewBox', `-4 ${-top - 4} 186 ${top + 84}`);
    this.#sheets = Array.from({ length: amount }, (_, index) => sheet(index * gap));
    this.element.replaceChildren(hatch(), ...this.#sheets);
  }
}

function sheet(z: number): SVGGElement {
  const face = [
    [0, 0, z],
    [WIDTH, 0, z],
    [WIDTH, DEPTH, z],
    [0, DEPTH, z],
  ] as const;
  const front = [
    [0, DEPTH, z],
    [WIDTH, DEPTH, z],
    [WIDTH, DEPTH, z - SLAB],
    [0, DEPTH, z - SLAB],
  ] as const;
  const side = [
    [WIDTH, DEPTH, z],
    [WIDTH, 0, z],
    [WIDTH, 0, z - SLAB],
    [WIDTH, DEPTH, z - SLAB],
  ] as const;
  const polygon = (points: typeof face | typeof front | typeof side, part: string) =>
    makeSvg('polygon', { points: corners(points), class: part });
  return makeSvg(
    'g',
    { 'data-form': 'pending' },
    polygon(face, 'face'),
    makeSvg('polygon', { points: corners(torn(z)), class: 'torn' }),
    polygon(front, 'edge'),
    polygon(side, 'edge side'),
  );
}

/** What a failed step leaves: the sheet's left part, its edge torn. Nothing of it is recorded. */
function torn(z: number): (readonly [number, number, number])[] {
  const teeth = Array.from({ length: 11 }, (_, tooth) => {
    const along = tooth / 10;
    return [WIDTH * (0.66 - 0.16 * along) - (tooth % 2) * 12, DEPTH * along, z] as const;
  });
  return [[0, 0, z], ...teeth, [0, DEPTH, z]];
}

/** Cached edges are hatched, so that colour is not their only sign. */
function hatch(): SVGDefsElement {
  const pattern = makeSvg(
    'pattern',
    { id: 'hatch', width: '5', height: '5', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    makeSvg('rect', { width: '3', height: '5', class: 'hatch' }),
  );
  return makeSvg('defs', {}, pattern);
}
