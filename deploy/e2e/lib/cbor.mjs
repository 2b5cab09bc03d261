/** The part of CBOR (RFC 8949) that an attestation object needs: integers, bytes, text and maps. */
export function encode(value) {
  if (Number.isInteger(value)) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }
  if (typeof value === "string") {
    const bytes = Buffer.from(value, "utf8");
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (value instanceof Uint8Array) {
    return Buffer.concat([head(2, value.length), value]);
  }
  if (value instanceof Map) {
    return Buffer.concat([
      head(5, value.size),
      ...[...value].flatMap(([key, member]) => [encode(key), encode(member)]),
    ]);
  }
  throw new TypeError(`no CBOR for ${typeof value}`);
}

function head(majorType, argument) {
  const type = majorType << 5;
  if (argument < 24) {
    return Buffer.from([type | argument]);
  }
  if (argument < 0x100) {
    return Buffer.from([type | 24, argument]);
  }
  if (argument < 0x10000) {
    return Buffer.from([type | 25, argument >> 8, argument & 0xff]);
  }
  throw new RangeError("longer than an authenticator needs");
}
