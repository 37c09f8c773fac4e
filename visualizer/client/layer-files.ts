import { filePage } from './file-page.ts';
import type { Asked, Told } from './listing-worker.ts';
import type { LayerFile } from './stack/layer-file.ts';

/** Of a longer listing the rest is fetched and read by a worker. */
const FIRST = 1000;

/** The listing of a layer of `builds/ID` or `shared/ID`, all pages of it. Throws where it cannot be had. */
export async function layerFiles(resource: string, layer: number): Promise<readonly LayerFile[]> {
  const { files, next } = await filePage(resource, layer, '', FIRST);
  return next === null ? files : [...files, ...(await rest({ resource, layer, after: next }))];
}

/** In a worker of its own, which ends with the listing. */
function rest(asked: Asked): Promise<readonly LayerFile[]> {
  const worker = new Worker(new URL('listing-worker.js', import.meta.url), { type: 'module' });
  const files: LayerFile[] = [];
  const read = new Promise<readonly LayerFile[]>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.files !== undefined) for (const file of data.files) files.push(file);
      else if (data.fault === null) resolve(files);
      else reject(new Error(data.fault));
    };
    worker.onerror = ({ message }) => reject(new Error(`the listing could not be read: ${message}`));
  });
  worker.postMessage(asked);
  return read.finally(() => worker.terminate());
}
