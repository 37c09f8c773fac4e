// A layer's listing as recordings keep it: one byte of format, then zstd over msgpack (builds/oci/listing.py).
import { zstdDecompressSync } from 'node:zlib';

const FORMAT = 2;

export function unpackListing(packed) {
  const bytes = Buffer.from(packed, 'base64');
  if (bytes[0] !== FORMAT) throw new Error(`expected a listing of format ${FORMAT}, got ${bytes[0]}`);
  const [rows] = read(zstdDecompressSync(bytes.subarray(1)), 0);
  return rows.map(([path, change, type, mode, uid, gid, size, mtime, target, what, opaque]) => ({
    path,
    change,
    type,
    size,
    ...{ mode, uid, gid, mtime },
    ...(target === null ? {} : { target }),
    ...(what.length === 0 ? {} : { what }),
    ...(opaque ? { opaque } : {}),
  }));
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
    case 0xc4:
      return [bytes.subarray(at + 2, at + 2 + bytes[at + 1]), at + 2 + bytes[at + 1]];
    case 0xcc:
      return [bytes.readUInt8(at + 1), at + 2];
    case 0xcd:
      return [bytes.readUInt16BE(at + 1), at + 3];
    case 0xce:
      return [bytes.readUInt32BE(at + 1), at + 5];
    case 0xcf:
      return [Number(bytes.readBigUInt64BE(at + 1)), at + 9];
    case 0xd0:
      return [bytes.readInt8(at + 1), at + 2];
    case 0xd1:
      return [bytes.readInt16BE(at + 1), at + 3];
    case 0xd2:
      return [bytes.readInt32BE(at + 1), at + 5];
    case 0xd3:
      return [Number(bytes.readBigInt64BE(at + 1)), at + 9];
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
