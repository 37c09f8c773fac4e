import type { BuildState } from './build-state.ts';
import type { LayerMoved } from './events.ts';
import { bytes, count } from './format.ts';

export type Direction = 'push' | 'pull';

/** The layers of a push or a pull as far as they have moved, bottom first. */
export function movedLayers({ findings }: BuildState): readonly LayerMoved[] {
  const moved = findings.filter((finding) => finding.type === 'layer_moved');
  return moved.toSorted((a, b) => a.index - b.index);
}

/** From where to where. */
export function placesOf(direction: Direction): readonly [from: string, to: string] {
  return direction === 'push' ? ['your engine', 'registry'] : ['registry', 'your engine'];
}

/** What stands between the two sheets of a layer. */
export function wayWords({ outcome, size, source }: LayerMoved): string {
  switch (outcome) {
    case 'sent':
    case 'received':
      return bytes(size);
    case 'mounted':
      return `from ${source ?? 'another repository'}`;
    case 'exists':
      return 'already there';
    default:
      return outcome satisfies never;
  }
}

/** Whether the layer went over the wire. */
export function went({ outcome }: LayerMoved): boolean {
  return outcome === 'sent' || outcome === 'received';
}

/** The drawing in one sentence. */
export function transferWords(layers: readonly LayerMoved[], direction: Direction): string {
  const [from, to] = placesOf(direction);
  const over = layers.filter(went);
  const sum = over.reduce((total, { size }) => total + size, 0);
  const there = layers.length - over.length;
  return `From ${from} to ${to}: ${count(over.length, 'layer')} of ${layers.length} went over the wire, ${bytes(sum)}; ${there === 0 ? 'none was' : `${count(there, 'layer')} ${there === 1 ? 'was' : 'were'}`} there already.`;
}
