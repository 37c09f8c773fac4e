import type { BuildState, LayerState } from '../build-state.ts';
import { make } from '../dom.ts';
import { bytes, count, shortDigest } from '../format.ts';
import { copyButton } from './copy-button.ts';

const MEANINGS = {
  diffID: 'sha256 of the layer’s tar file, before compression',
  digest: 'sha256 of the compressed file, as it is stored and pushed',
  chainID: 'this layer and every layer below it, in one sha256',
  'manifest digest': 'names this image exactly: a list of its layers and its settings',
  'image ID': 'digest of the config: the settings and the diffIDs',
} as const;
type Term = keyof typeof MEANINGS;

/** The finished image and its layers, lowest first. */
export class LayerList extends HTMLElement {
  #layers: BuildState['layers'] | null = null;
  #image: BuildState['image'] = null;

  draw(build: BuildState): void {
    this.hidden = build.layers.length === 0;
    if (build.layers === this.#layers && build.image === this.#image) return;
    this.#layers = build.layers;
    this.#image = build.image;
    const rows = build.layers.map((layer) => layerRow(layer, build));
    this.replaceChildren(
      make('h3', {}, 'Layers of the image'),
      make('p', { class: 'note' }, 'From the base up. Two sizes: compressed, and unpacked.'),
      make('ol', { role: 'list', class: 'layers' }, ...rows),
      ...imageFacts(build.image),
    );
  }
}

/** `of`: whose layer it is, for the names of its buttons; the image's own need none. */
export function layerRow(layer: LayerState, build: BuildState, of = ''): HTMLLIElement {
  const step = layer.step === null ? undefined : build.steps[layer.step];
  const title = step?.instruction.replace(/\\[ \t]*\n\s*/g, '') ?? 'Made by no instruction of this file';
  const facts = make(
    'span',
    { class: 'meta' },
    make('b', {}, bytes(layer.size)),
    ` compressed · ${bytes(layer.unpacked_size)} unpacked · ${fileCounts(layer)}`,
  );
  const name = `layer ${layer.index}${of}`;
  const digests = make(
    'dl',
    { class: 'named' },
    ...fact('diffID', layer.diff_id, name),
    ...fact('digest', layer.digest, name),
    ...fact('chainID', layer.chain_id, name),
  );
  const summary = make('summary', {}, 'Digest ', make('code', {}, shortDigest(layer.digest)));
  return make(
    'li',
    { class: 'layer', 'data-form': form(layer, build) },
    make('span', { class: 'step-number' }, String(layer.index)),
    make('code', { class: 'instruction' }, title),
    facts,
    make('details', {}, summary, digests),
  );
}

function form(layer: LayerState, build: BuildState): string {
  const step = layer.step === null ? undefined : build.steps[layer.step];
  if (step === undefined || step.keyword === 'FROM') return 'base';
  return step.status;
}

function fileCounts({ empty, files }: LayerState): string {
  if (empty) return 'changed nothing';
  const parts: [number, string][] = [
    [files.added, 'added'],
    [files.changed - files.metadata, 'changed'],
    [files.metadata, 'changed in metadata only'],
    [files.deleted, 'deleted'],
    [files.touched, 'listed again unchanged'],
  ];
  const words = parts
    .filter(([amount]) => amount > 0)
    .map(([amount, word]) => `${amount.toLocaleString('en')} ${word}`);
  return words.length === 0 ? 'no files' : `files: ${words.join(', ')}`;
}

function imageFacts(image: BuildState['image']): HTMLElement[] {
  if (image === null) return [];
  return [
    make('h3', {}, 'Image'),
    make('p', { class: 'note' }, `${count(image.layer_count, 'layer')}, ${bytes(image.size)} compressed.`),
    make(
      'dl',
      { class: 'named image' },
      ...(image.manifest_digest === '' ? [] : fact('manifest digest', image.manifest_digest, 'image')),
      ...fact('image ID', image.config_digest, 'image'),
    ),
  ];
}

function fact(term: Term, digest: string, of: string): HTMLElement[] {
  const copy = copyButton(digest, `${term} of ${of}`);
  return [
    make('dt', {}, term, make('small', {}, MEANINGS[term])),
    make('dd', {}, make('code', { class: 'digest' }, digest), copy),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'layer-list': LayerList;
  }
}
