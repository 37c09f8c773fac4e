import { readFileSync } from 'node:fs';
import { fieldsOf, list } from '../../../visualizer/client/fields.ts';
import { parseFile } from '../../../visualizer/client/file-page.ts';
import type { LayerFile } from '../../../visualizer/client/stack/layer-file.ts';
import { unpackListing } from '../../../visualizer/client/unpack-listing.mjs';
import { recorded } from '../stack/recorded.ts';

/** The listings of a recorded build's layers, lowest first. */
export function listedFiles(name: string): readonly LayerFile[][] {
  const file = new URL(`../../recordings/${name}.json`, import.meta.url);
  const listings = fieldsOf(fieldsOf(JSON.parse(readFileSync(file, 'utf8')), name).listings, 'listings');
  return recorded(name).layers.map(({ chain_id }) =>
    list({ files: unpackListing(listings[chain_id]) }, 'files').map(parseFile),
  );
}

export function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
