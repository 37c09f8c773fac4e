import type { Finding, LayerMoved } from './events.ts';
import { bytes, count, shortDigest } from './format.ts';

/** A sentence, and what it is made of, one fact a line. */
export interface FindingWords {
  text: string;
  facts: readonly string[];
}

export function findingWords(finding: Finding): FindingWords {
  switch (finding.type) {
    case 'container_removed':
      return say(`The container is gone, with the ${bytes(finding.size)} of its writable layer.`);
    case 'diffed':
      return say(
        `The writable layer holds ${bytes(finding.size)}${others(finding.left_out)}.`,
        ...finding.paths.map(
          ({ path, change, size }) => `${change} ${path}${size > 0 ? `, ${bytes(size)}` : ''}`,
        ),
      );
    case 'mounts_read':
      return say(
        'The container’s root is an overlay of these folders.',
        ...finding.lower.map((folder) => `lower ${folder}`),
        `upper ${finding.upper}`,
        `work ${finding.work}`,
        `merged ${finding.merged}`,
      );
    case 'upper_listed':
      return say(
        `The upper folder holds ${count(finding.entries.length + finding.left_out, 'entry', 'entries')}.`,
        ...finding.entries.map(
          ({ path, type, size }) => `${type} ${path}${size > 0 ? `, ${bytes(size)}` : ''}`,
        ),
      );
    case 'committed':
      return say(
        `A new image, ${shortDigest(finding.image)}. The container’s own is still ${shortDigest(finding.original)}.`,
      );
    case 'image_tagged':
      return say(`${finding.name} now means ${shortDigest(finding.image)}${before(finding.replaced)}.`);
    case 'layer_moved':
      return say(movedWords(finding));
    case 'pushed':
      return say(`${finding.name} is in the registry: ${bytes(finding.bytes)} of layers were sent.`);
    case 'pulled':
      return say(`${finding.name} is on the engine: ${bytes(finding.bytes)} of layers were received.`);
    case 'saved':
      return say(`The archive has ${bytes(finding.bytes)}.`);
    case 'bit_flipped':
      return say(
        `Layer ${finding.index}: byte ${finding.offset.toLocaleString('en')} was ${finding.before}, is ${finding.after}.`,
      );
    case 'layer_checked':
      return finding.actual === finding.digest
        ? say(`Layer ${finding.index} is what its digest says.`)
        : say(
            `Layer ${finding.index} is not what its digest says.`,
            `expected ${finding.digest}`,
            `actual ${finding.actual}`,
          );
    case 'loaded':
      return say(`The engine says: ${finding.message}`, ...unusable(finding.error));
    case 'pruned':
      return say(
        `The ${finding.what} gave ${bytes(finding.bytes)} back (${count(finding.count, 'record')}).`,
      );
    default:
      return finding satisfies never;
  }
}

function unusable(error: string | null): string[] {
  return error === null ? [] : [`No container can be made of it: ${error}`];
}

function say(text: string, ...facts: string[]): FindingWords {
  return { text, facts };
}

function movedWords({ index, size, outcome, source }: LayerMoved): string {
  const layer = `Layer ${index}, ${bytes(size)}: `;
  switch (outcome) {
    case 'sent':
    case 'received':
      return `${layer}${outcome}.`;
    case 'mounted':
      return `${layer}taken from ${source ?? 'another repository'}, not sent.`;
    case 'exists':
      return `${layer}already there.`;
    default:
      return outcome satisfies never;
  }
}

function others(leftOut: number): string {
  return leftOut > 0 ? `; ${count(leftOut, 'more path')} changed than are listed` : '';
}

function before(replaced: string | null): string {
  return replaced === null ? '' : `, before that ${shortDigest(replaced)}`;
}
