import type { LayerStack } from '../stack/layer-stack.ts';
import { paintElement } from './paint-element.ts';

const MARGIN = 28;
const HEAD = 84;
const FOOT = 64;
const STATES = ['base', 'cached', 'built', 'failed', 'running', 'pending', 'skipped', 'settings', 'writable'];

export interface Titles {
  title: string;
  facts: string;
}

/** The stack as it is shown, with a title and a legend, as a PNG. Throws where the browser makes none. */
export async function pictureOf(stack: LayerStack, titles: Titles): Promise<Blob> {
  await document.fonts.ready;
  const main = stack.shadowRoot?.querySelector<HTMLElement>('.main');
  if (!main) throw new Error('There is nothing to draw yet.');
  const box = main.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const scale = Math.max(2, devicePixelRatio);
  const list = main.querySelector<HTMLElement>('.list');
  // A list that scrolls is drawn as far as it is seen; one below the drawing, whole.
  const height = Math.max(box.height, list === null ? 0 : list.getBoundingClientRect().bottom - box.top);
  canvas.width = Math.round((box.width + 2 * MARGIN) * scale);
  canvas.height = Math.round((height + HEAD + FOOT + MARGIN) * scale);
  const g = canvas.getContext('2d');
  if (g === null) throw new Error('This browser cannot draw.');
  g.scale(scale, scale);
  g.fillStyle = getComputedStyle(document.body).backgroundColor;
  g.fillRect(0, 0, canvas.width, canvas.height);
  drawTitle(g, titles);
  g.save();
  g.translate(MARGIN - box.left, HEAD - box.top);
  for (const drawn of main.querySelectorAll('canvas')) {
    const { left, top, width, height: tall } = drawn.getBoundingClientRect();
    if (width > 0) g.drawImage(drawn, left, top, width, tall);
  }
  if (list !== null) paintElement(g, list);
  g.restore();
  drawLegend(g, main, HEAD + height + MARGIN);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('The picture is too large.')) : resolve(blob)));
  });
}

function drawTitle(g: CanvasRenderingContext2D, { title, facts }: Titles): void {
  g.textBaseline = 'alphabetic';
  write(g, title, MARGIN, 42, '650 24px Inter, system-ui, sans-serif', token('--ink'));
  write(g, facts, MARGIN, 68, '400 16px Inter, system-ui, sans-serif', token('--mut'));
}

/** The states that are in the picture, as their edges are drawn, and what an edge's height says. */
function drawLegend(g: CanvasRenderingContext2D, main: Element, y: number): void {
  let x = MARGIN;
  g.textBaseline = 'middle';
  for (const form of STATES) {
    const row = main.querySelector<HTMLElement>(`li[data-form="${form}"]`);
    if (row === null) continue;
    g.fillStyle = getComputedStyle(row).getPropertyValue('--c') || token('--mut');
    g.strokeStyle = g.fillStyle;
    drawSwatch(g, form, x, y);
    x += 30 + write(g, form, x + 30, y, '400 15px Inter, system-ui, sans-serif', token('--ink')) + 22;
  }
  write(g, 'Edge: the size, each step ×10', x, y, '400 15px Inter, system-ui, sans-serif', token('--mut'));
}

function drawSwatch(g: CanvasRenderingContext2D, form: string, x: number, y: number): void {
  const [width, height, top] = [22, 9, y - 5];
  if (['pending', 'skipped', 'running', 'settings'].includes(form)) {
    g.setLineDash(form === 'skipped' ? [5, 3] : [2, 3]);
    g.strokeRect(x, top, width, height);
    g.setLineDash([]);
  } else if (form === 'cached') {
    g.save();
    g.beginPath();
    g.rect(x, top, width, height);
    g.clip();
    g.lineWidth = 2.4;
    for (let at = x - height; at < x + width; at += 6) {
      g.beginPath();
      g.moveTo(at, top + height);
      g.lineTo(at + height, top);
      g.stroke();
    }
    g.restore();
    g.lineWidth = 1;
    g.strokeRect(x, top, width, height);
  } else g.fillRect(x, top, width, height);
}

/** How wide it was. */
function write(
  g: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  font: string,
  colour: string,
): number {
  g.font = font;
  g.fillStyle = colour;
  g.fillText(text, x, y);
  return g.measureText(text).width;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
