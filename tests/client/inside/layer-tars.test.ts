import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LayerTars } from '../../../visualizer/client/inside/layer-tars.ts';
import { recorded } from '../stack/recorded.ts';

const [layer] = recorded('first-build').layers;
if (layer === undefined) throw new Error('the recording has no layer');

/** A site that answers every request with a blob; how often it was asked. */
async function serving(blob: Uint8Array): Promise<{ asked: () => number; stop: () => void }> {
  let asked = 0;
  const server = createServer((_, answer) => {
    asked += 1;
    answer.end(blob);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, options?: RequestInit) =>
    real(`http://127.0.0.1:${port}${path}`, options),
  );
  return { asked: () => asked, stop: () => server.close() };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a layer that is opened in the browser', () => {
  test('is fetched once, hashed and unpacked', async () => {
    const tar = new Uint8Array(1024).fill(7);
    const { asked, stop } = await serving(gzipSync(tar));
    const tars = new LayerTars();
    const [first, again] = await Promise.all([tars.of('builds/x', layer), tars.of('builds/x', layer)]);
    expect(first).toBe(again);
    expect(asked()).toBe(1);
    expect(first.tar).toEqual(tar);
    expect(first.computed).toMatch(/^sha256:[0-9a-f]{64}$/);
    stop();
  });

  test('is not unpacked without end', async () => {
    const { stop } = await serving(gzipSync(new Uint8Array(1_000_001)));
    await expect(new LayerTars({ blob: 2e6, tar: 1e6 }).of('builds/x', layer)).rejects.toThrow(
      'unpacks to more than 1 MB',
    );
    stop();
  });

  test('is not even fetched where it is too large', async () => {
    const { asked, stop } = await serving(new Uint8Array());
    await expect(new LayerTars().of('builds/x', { ...layer, size: 65_000_000 })).rejects.toThrow(
      'at most 64 MB are read',
    );
    expect(asked()).toBe(0);
    stop();
  });
});
