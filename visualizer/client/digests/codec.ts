/** Bytes that would become more than the page holds. */
export class TooLarge extends Error {}

type Bytes = Uint8Array<ArrayBuffer>;

export function isGzip(blob: Bytes): boolean {
  return blob[0] === 0x1f && blob[1] === 0x8b;
}

/** The tar in a layer's blob. Throws TooLarge, or where the bytes are not what they say. */
export async function unzip(blob: Bytes, most: number): Promise<Bytes> {
  if (!isGzip(blob)) return blob;
  return collected(through(blob, new DecompressionStream('gzip')), most);
}

export async function zip(tar: Bytes): Promise<Bytes> {
  return collected(through(tar, new CompressionStream('gzip')), Number.POSITIVE_INFINITY);
}

function through(bytes: Bytes, transform: GenericTransformStream): ReadableStream<Bytes> {
  return new Blob([bytes]).stream().pipeThrough(transform as ReadableWritablePair<Bytes, Bytes>);
}

async function collected(stream: ReadableStream<Bytes>, most: number): Promise<Bytes> {
  const chunks: Bytes[] = [];
  let size = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new TooLarge(`more than ${most} bytes`);
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
