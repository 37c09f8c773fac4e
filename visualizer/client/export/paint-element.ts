/** Paints an element as it is shown, where it is shown: boxes, words and glyphs. No images, no shadows. */
export function paintElement(g: CanvasRenderingContext2D, root: Element): void {
  const box = root.getBoundingClientRect();
  g.save();
  if (isClipped(root)) clip(g, box);
  paintBox(g, root, box);
  for (const child of root.childNodes) {
    if (child instanceof Text) paintText(g, child);
    else if (child instanceof SVGSVGElement) paintGlyph(g, child);
    else if (child instanceof HTMLElement && isShown(child)) paintElement(g, child);
  }
  g.restore();
}

function isShown(element: HTMLElement): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && getComputedStyle(element).visibility !== 'hidden';
}

function isClipped(element: Element): boolean {
  return getComputedStyle(element).overflowX !== 'visible';
}

function clip(g: CanvasRenderingContext2D, { left, top, width, height }: DOMRect): void {
  g.beginPath();
  g.rect(left, top, width, height);
  g.clip();
}

function paintBox(
  g: CanvasRenderingContext2D,
  element: Element,
  { left, top, width, height }: DOMRect,
): void {
  const { backgroundColor, borderTopWidth, borderTopColor, borderTopStyle, borderTopLeftRadius } =
    getComputedStyle(element);
  const line = borderTopStyle === 'none' ? 0 : Number.parseFloat(borderTopWidth);
  g.beginPath();
  g.roundRect(left, top, width, height, Math.min(height / 2, Number.parseFloat(borderTopLeftRadius) || 0));
  g.fillStyle = backgroundColor;
  g.fill();
  if (line === 0 || borderTopColor === 'transparent') return;
  g.lineWidth = line;
  g.strokeStyle = borderTopColor;
  g.setLineDash(borderTopStyle === 'dashed' ? [4, 3] : []);
  g.stroke();
  g.setLineDash([]);
}

/** Word by word: where the browser has broken a line only the boxes tell. */
function paintText(g: CanvasRenderingContext2D, node: Text): void {
  const parent = node.parentElement;
  if (parent === null) return;
  const { fontStyle, fontWeight, fontSize, fontFamily, color } = getComputedStyle(parent);
  g.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  g.fillStyle = color;
  g.textBaseline = 'middle';
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const { left, top, width, height } = range.getBoundingClientRect();
    // Figures of one width, as the page has them, are more than a canvas can be told: then each character goes apart.
    if (word.length > 1 && Math.abs(g.measureText(word).width - width) > 0.5)
      paintCharacters(g, node, index, word);
    else if (width > 0) g.fillText(word, left, top + height / 2);
  }
}

function paintCharacters(g: CanvasRenderingContext2D, node: Text, at: number, word: string): void {
  const range = document.createRange();
  let offset = at;
  for (const character of word) {
    range.setStart(node, offset);
    offset += character.length;
    range.setEnd(node, offset);
    const { left, top, height } = range.getBoundingClientRect();
    g.fillText(character, left, top + height / 2);
  }
}

function paintGlyph(g: CanvasRenderingContext2D, svg: SVGSVGElement): void {
  const { left, top, width } = svg.getBoundingClientRect();
  const { width: units } = svg.viewBox.baseVal;
  const { color, fill } = getComputedStyle(svg);
  g.save();
  g.translate(left, top);
  g.scale(width / (units || 14), width / (units || 14));
  g.lineWidth = 1.9;
  g.strokeStyle = color;
  g.fillStyle = color;
  for (const path of svg.querySelectorAll('path')) {
    const shape = new Path2D(path.getAttribute('d') ?? '');
    if (fill !== 'none') g.fill(shape);
    g.stroke(shape);
  }
  g.restore();
}
