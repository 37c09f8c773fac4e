import type { BuildState } from '../build-state.ts';
import { layerFiles } from '../layer-files.ts';
import type { LayerFile } from '../stack/layer-file.ts';
import { planOf } from '../stack/listings.ts';
import type { Subject } from '../stack/looks.ts';
import { EMPTY_PLAN } from '../stack/plan.ts';
import { filesOf, pileOf } from '../stack/sheets.ts';
import { inSlices } from '../stack/slices.ts';
import { readTokens } from '../stack/tokens.ts';
import { Looking } from './looking.ts';

/** Opens the topmost sheet of a stage that stays behind, in a window of its own; the focus then goes back to `from`. */
export async function openStage(
  root: ShadowRoot,
  build: BuildState,
  stage: number,
  resource: string,
  from: HTMLElement,
): Promise<void> {
  const within = (step: number | null) => build.steps[step ?? -1]?.stage_index === stage;
  const recorded = build.stages.find(({ layers }) => layers.some(({ step }) => within(step)));
  const frame = root.querySelector<HTMLElement>('.probe');
  if (recorded === undefined || frame === null) return;
  const pile = pileOf({ ...build, layers: recorded.layers });
  const selected = pile.sheets.findLastIndex(({ layer }) => layer !== null && within(layer.step));
  const own = `${resource}/stages/${recorded.stage}`;
  const subject = { sheets: pile.sheets, selected, resource: own, tokens: readTokens(frame) };
  const none: Subject = { ...subject, files: pile.sheets.map(() => null), plan: EMPTY_PLAN };
  const looking = new Looking(root, {
    closed: () => {
      looking.element.remove();
      from.focus();
    },
    find: null,
  });
  looking.show(none, 'files');
  const listings = await Promise.all(recorded.layers.map(({ index }) => listing(own, index)));
  const known = new Map(recorded.layers.flatMap(({ index }, at) => entryOf(index, listings[at] ?? null)));
  const plan = await inSlices(planOf(listings), new AbortController().signal);
  const files = filesOf(pile, known, null);
  if (looking.isOpen) looking.refresh({ ...subject, files, plan: plan ?? EMPTY_PLAN });
}

function entryOf(index: number, files: readonly LayerFile[] | null): [number, readonly LayerFile[]][] {
  return files === null ? [] : [[index, files]];
}

async function listing(resource: string, layer: number): Promise<readonly LayerFile[] | null> {
  return layerFiles(resource, layer).catch(() => null);
}
