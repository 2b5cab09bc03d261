// QR codes (ISO/IEC 18004), byte mode, error correction level M, after the algorithm of
// Project Nayuki's QR Code generator (MIT licence, copyright (c) Project Nayuki).

const ECC_PER_BLOCK = [
  0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];
const BLOCKS = [
  0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26,
  28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];

/** @returns rows of booleans, true where a module is dark */
function qrCode(text) {
  const data = utf8(text);
  let version = 1;
  while (data.length > capacityOf(version)) {
    if (++version > 40) throw new RangeError('the text is too long for a QR code');
  }
  return new QrDrawing(version, interleave(bitsOf(data, version), version)).best();
}

function rawModulesOf(version) {
  let count = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const align = Math.floor(version / 7) + 2;
    count -= (25 * align - 10) * align - 55;
    if (version >= 7) count -= 36;
  }
  return count;
}

function dataCodewordsOf(version) {
  return Math.floor(rawModulesOf(version) / 8) - ECC_PER_BLOCK[version] * BLOCKS[version];
}

function capacityOf(version) {
  return dataCodewordsOf(version) - (version < 10 ? 2 : 3);
}

function bitsOf(data, version) {
  const bits = [];
  const push = (value, length) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  push(4, 4);
  push(data.length, version < 10 ? 8 : 16);
  data.forEach((byte) => push(byte, 8));
  const capacity = dataCodewordsOf(version) * 8;
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  const codewords = new Uint8Array(bits.length / 8);
  bits.forEach((bit, i) => (codewords[i >>> 3] |= bit << (7 - (i & 7))));
  return codewords;
}

function multiply(x, y) {
  let z = 0;
  for (let i = 7; i >= 0; i--) {
    z = (z << 1) ^ ((z >>> 7) * 0x11d);
    z ^= ((y >>> i) & 1) * x;
  }
  return z;
}

function divisorOf(degree) {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      result[j] = multiply(result[j], root);
      if (j + 1 < degree) result[j] ^= result[j + 1];
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainderOf(data, divisor) {
  const result = new Uint8Array(divisor.length);
  for (const byte of data) {
    const factor = byte ^ result[0];
    result.copyWithin(0, 1);
    result[result.length - 1] = 0;
    divisor.forEach((coefficient, i) => (result[i] ^= multiply(coefficient, factor)));
  }
  return result;
}

function interleave(data, version) {
  const blocks = BLOCKS[version];
  const eccLength = ECC_PER_BLOCK[version];
  const raw = Math.floor(rawModulesOf(version) / 8);
  const short = blocks - (raw % blocks);
  const shortLength = Math.floor(raw / blocks);
  const divisor = divisorOf(eccLength);
  const parts = [];
  let at = 0;
  for (let i = 0; i < blocks; i++) {
    const part = data.slice(at, at + shortLength - eccLength + (i < short ? 0 : 1));
    at += part.length;
    parts.push({ part, ecc: remainderOf(part, divisor) });
  }
  const result = [];
  for (let i = 0; i <= shortLength - eccLength; i++) {
    for (const { part } of parts) if (i < part.length) result.push(part[i]);
  }
  for (let i = 0; i < eccLength; i++) for (const { ecc } of parts) result.push(ecc[i]);
  return result;
}
