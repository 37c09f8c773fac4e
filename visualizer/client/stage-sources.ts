import { get } from './api.ts';
import type { BuildState, LayerState } from './build-state.ts';
import { fieldsOf, list, string } from './fields.ts';

/** Of every step that copied from a stage, as far as it can be found: the step whose layer holds what it took first. */
export async function copySources(resource: string, build: BuildState): Promise<ReadonlyMap<number, number>> {
  const found = await Promise.all(
    build.copies.map(async ({ step, stage }) => {
      const path = sourceOf(build.steps[step]?.instruction ?? '');
      const layers = build.stages.find((one) => one.stage === stage)?.layers ?? [];
      const source = path === '' ? null : await holder(`/api/${resource}/stages/${stage}`, layers, path);
      return [step, source] as const;
    }),
  );
  return new Map(found.flatMap(([step, source]) => (source === null ? [] : [[step, source] as const])));
}

/** The first path that a COPY names, up to where it is a pattern; empty where that is everything, or a variable. */
export function sourceOf(instruction: string): string {
  const words = instruction
    .replace(/\\[ \t]*\n/g, ' ')
    .split(/\s+/)
    .slice(1);
  const [first = ''] = words.filter((word) => !word.startsWith('--'));
  const path = first
    .replace(/^\[?"?/, '')
    .replace(/"?,?\]?$/, '')
    .replace(/[$*?[].*$/, '');
  return path
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

/** From the top: the layer that has the path last is the one that a COPY reads. */
async function holder(stage: string, layers: readonly LayerState[], path: string): Promise<number | null> {
  for (const { index, step } of layers.toReversed()) {
    const query = new URLSearchParams({ prefix: path });
    const page = fieldsOf(await (await get(`${stage}/layers/${index}/files?${query}`)).json(), 'listing');
    const changes = list(page, 'items').map((item) => string(fieldsOf(item, 'file'), 'change'));
    if (changes.some((change) => change === 'added' || change === 'changed')) return step;
  }
  return null;
}
