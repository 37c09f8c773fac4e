import type { LayerState } from '../../build-state.ts';
import { make } from '../../dom.ts';
import { bytes, shortDigest } from '../../format.ts';
import { type FoundFile, fileInLayer } from '../../lab/layer-blob.ts';

/** A file's text, and how it shows with the blob that it was read from. Throws where it cannot be read. */
export async function proved(
  build: string,
  layer: LayerState,
  path: string,
): Promise<{ text: string; shown: HTMLElement[] }> {
  const file = await fileInLayer(build, layer.index, path);
  return { text: file.text, shown: proof(file, layer, path) };
}

function proof({ text, computed, blobSize }: FoundFile, layer: LayerState, path: string): HTMLElement[] {
  const same = computed === layer.digest;
  const check = same
    ? '✓ same as the layer’s digest: this is the very file that the image ships'
    : `✗ not the layer’s digest, ${shortDigest(layer.digest)}`;
  const row = (term: string, ...value: (Node | string)[]) => [make('dt', {}, term), make('dd', {}, ...value)];
  return [
    make('h3', { tabindex: '-1' }, 'It’s still there'),
    make('blockquote', { class: 'own-words' }, text.trimEnd()),
    make(
      'dl',
      { class: 'named proof' },
      ...row('File', make('code', {}, `/${path.replace(/^\//, '')}`)),
      ...row('Layer', `${layer.index}, ${bytes(blobSize)}, fetched just now`),
      ...row('SHA-256', make('code', { title: computed }, shortDigest(computed)), ` ${check}`),
    ),
  ];
}
