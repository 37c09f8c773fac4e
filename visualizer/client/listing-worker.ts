// Fetches and reads what is long, so that the page stays awake.
import { filePage } from './file-page.ts';
import type { LayerFile } from './stack/layer-file.ts';

/** Paths a request, the most that the API gives; and a message: each is a task of the page. */
const PAGE = 20_000;
const BATCH = 1000;

export interface Asked {
  resource: string;
  layer: number;
  after: string;
}

/** Files, as often as there are some, then the end: `fault` is null where nothing is missing. */
export type Told = { files: readonly LayerFile[]; fault?: never } | { files?: never; fault: string | null };

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  tellAll(data).then(
    () => tell({ fault: null }),
    (error: unknown) => tell({ fault: error instanceof Error ? error.message : String(error) }),
  );
});

async function tellAll({ resource, layer, after }: Asked): Promise<void> {
  let next: string | null = after;
  while (next !== null) {
    const page = await filePage(resource, layer, next, PAGE);
    for (let from = 0; from < page.files.length; from += BATCH) {
      tell({ files: page.files.slice(from, from + BATCH) });
    }
    next = page.next;
  }
}

function tell(told: Told): void {
  self.postMessage(told);
}
