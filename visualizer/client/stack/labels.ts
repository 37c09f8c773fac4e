/** Where labels stand beside the sheets' corners, in px. */

export interface Label {
  /** Where the label's top would best stand. */
  wish: number;
  height: number;
}

interface Block {
  /** Sum of wishes, each less the heights above it in the column. */
  sum: number;
  count: number;
}

/**
 * Tops of the labels, the topmost first: none over another, in the same order, not above `top`, not below
 * `bottom` where they fit, and else with the least sum of squared distances from their wishes (pool adjacent
 * violators).
 */
export function placeLabels(labels: readonly Label[], top: number, bottom: number): number[] {
  const blocks: Block[] = [];
  let offset = 0;
  for (const { wish, height } of labels) {
    let block = { sum: wish - offset, count: 1 };
    for (let last = blocks.at(-1); last && mean(last) > mean(block); last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
    offset += height;
  }
  const lowest = Math.max(top, bottom - offset);
  const bases = blocks.flatMap((block) => Array<number>(block.count).fill(clamp(mean(block), top, lowest)));
  let above = 0;
  return labels.map(({ height }, index) => {
    const at = (bases[index] ?? top) + above;
    above += height;
    return at;
  });
}

function mean({ sum, count }: Block): number {
  return sum / count;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
