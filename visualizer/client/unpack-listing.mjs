// A layer's listing as recordings keep it: one byte of format, then zlib over msgpack (builds/oci/listing.py).
import { inflateSync } from 'node:zlib';

export function unpackListing(packed) {
  const bytes = inflateSync(Buffer.from(packed, 'base64').subarray(1));
  const [rows] = read(bytes, 0);
  return rows.map(([path, change, type, , , , size]) => ({ path, change, type, size }));
}

/** One msgpack value and where it ends; only the kinds that a listing has. */
function read(bytes, at) {
  const kind = bytes[at];
  if (kind <= 0x7f) return [kind, at + 1];
  if (kind >= 0xe0) return [kind - 0x100, at + 1];
  if (kind >= 0x90 && kind <= 0x9f) return items(bytes, at + 1, kind & 0x0f);
  if (kind >= 0xa0 && kind <= 0xbf) return text(bytes, at + 1, kind & 0x1f);
  switch (kind) {
    case 0xc0:
      return [null, at + 1];
    case 0xc2:
    case 0xc3:
      return [kind === 0xc3, at + 1];
    case 0xcc:
      return [bytes.readUInt8(at + 1), at + 2];
    case 0xcd:
      return [bytes.readUInt16BE(at + 1), at + 3];
    case 0xce:
      return [bytes.readUInt32BE(at + 1), at + 5];
    case 0xcf:
      return [Number(bytes.readBigUInt64BE(at + 1)), at + 9];
    case 0xd9:
      return text(bytes, at + 2, bytes[at + 1]);
    case 0xda:
      return text(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xdc:
      return items(bytes, at + 3, bytes.readUInt16BE(at + 1));
    case 0xdd:
      return items(bytes, at + 5, bytes.readUInt32BE(at + 1));
    default:
      throw new Error(`a listing has no msgpack kind 0x${kind.toString(16)}`);
  }
}

function items(bytes, start, length) {
  const values = [];
  let at = start;
  for (let index = 0; index < length; index += 1) {
    const [value, end] = read(bytes, at);
    values.push(value);
    at = end;
  }
  return [values, at];
}

function text(bytes, at, length) {
  return [bytes.toString('utf8', at, at + length), at + length];
}
