// The page's key and the two ways in which a phone seals for it: "v1" (bound to hand-off, keys,
// origin and application) and "keyri" (bound to nothing, for clients that know no better).

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const SPKI_HEADER = bytesOf('MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE');

async function newPageKey() {
  for (;;) {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
    const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    // A coordinate that begins with 4 makes some phones take 64 bytes for 65.
    if (point[1] !== 4) {
      return { secret: pair.privateKey, point, hash: base64url(await sha256(point)) };
    }
  }
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** The 65 bytes of a key that came as SPKI, as 65 bytes or as 64. */
function pointOf(bytes) {
  if (bytes.length === SPKI_HEADER.length + 64) {
    return concat(Uint8Array.of(4), bytes.subarray(SPKI_HEADER.length));
  }
  return bytes.length === 64 ? concat(Uint8Array.of(4), bytes) : bytes;
}

/**
 * @param key the page's key, see newPageKey
 * @param sealed {publicKey, salt, iv, ciphertext}
 * @param scheme "v1" or "keyri"
 * @param context {sessionId, origin, appId}
 * @returns the text the phone sealed; rejects when anything was changed
 */
async function openSealed(key, sealed, scheme, context) {
  const theirs = pointOf(bytesOf(sealed.publicKey));
  const theirKey = await crypto.subtle.importKey('raw', theirs, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirKey }, key.secret, 256);
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const bound = scheme === 'v1';
  const info = bound
    ? concat(
        utf8('qr-bridge/1\0' + context.sessionId + '\0'),
        await sha256(key.point),
        await sha256(theirs),
      )
    : new Uint8Array(0);
  const aes = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: bytesOf(sealed.salt), info },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const algorithm = { name: 'AES-GCM', iv: bytesOf(sealed.iv), tagLength: 128 };
  if (bound) {
    algorithm.additionalData = utf8(
      JSON.stringify([1, context.sessionId, context.origin, context.appId]),
    );
  }
  const plain = await crypto.subtle.decrypt(algorithm, aes, bytesOf(sealed.ciphertext));
  return new TextDecoder('utf-8', { fatal: true }).decode(plain);
}

/** Android clients wrap what the app gave them; the page must get it as the app gave it. */
function unwrap(text) {
  try {
    const value = JSON.parse(text);
    if (value && typeof value.payload === 'string' && 'deviceId' in value) {
      return { payload: value.payload, deviceId: String(value.deviceId) };
    }
  } catch (notJson) {
    return { payload: text };
  }
  return { payload: text };
}
