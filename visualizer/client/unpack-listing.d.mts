/** The rows of a packed listing, as the API answers them but for the digests; base64 in. */
export function unpackListing(packed: unknown): unknown[];
