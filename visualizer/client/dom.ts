const MARGIN = 16;

type Attributes = Readonly<Record<string, string>>;

/** An HTML element with attributes and children. Text is always text, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Scrolls so that both can be seen; where the window is too low for that, the first. */
export function showBoth(first: Element, second: Element): void {
  const boxes = [first.getBoundingClientRect(), second.getBoundingClientRect()];
  const top = Math.min(...boxes.map((box) => box.top));
  const height = Math.max(...boxes.map((box) => box.bottom)) - top;
  if (height + 2 * MARGIN > innerHeight) first.scrollIntoView({ block: 'start' });
  else scrollBy({ top: top - MARGIN });
}

/** Sets the text only where it differs, so that selections and screen readers are left in peace. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
