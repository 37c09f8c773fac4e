import { sha256 } from '../lab/layer-blob.ts';

/** What a digest is of, as text: `sha256(chainID of the layers below + " " + diffID)`. */
export async function textDigest(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text));
}

/** Of the topmost of some layers; the lowest alone has its diffID as chainID. As the OCI image specification says. */
export async function chainId(below: string | null, diffId: string): Promise<string> {
  return below === null ? diffId : textDigest(`${below} ${diffId}`);
}

/** Of every layer, the lowest first. */
export async function chainIds(diffIds: readonly string[]): Promise<string[]> {
  const chain: string[] = [];
  for (const diffId of diffIds) chain.push(await chainId(chain.at(-1) ?? null, diffId));
  return chain;
}
