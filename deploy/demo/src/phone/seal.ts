/** A payload that only the page with this key can open, for this hand-off, site and application. */
export interface Sealed {
  readonly v: 1;
  readonly epk: string;
  readonly salt: string;
  readonly iv: string;
  readonly ct: string;
}

export interface Recipient {
  readonly sessionId: string;
  readonly browserKey: string;
  readonly origin: string;
  readonly appId: string;
}

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const utf8 = new TextEncoder();

/** The commitment that a code makes to a key. */
export async function commitment(browserKey: string): Promise<string> {
  return toBase64Url(await sha256(fromBase64Url(browserKey)));
}

/** Seals with a key made for this one message (qr-bridge/1: ECDH, HKDF-SHA256, AES-256-GCM). */
export async function seal(payload: string, recipient: Recipient): Promise<Sealed> {
  const theirs = fromBase64Url(recipient.browserKey);
  const theirKey = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirKey },
    pair.privateKey,
    256,
  );
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const info = concat(
    utf8.encode(`qr-bridge/1\0${recipient.sessionId}\0`),
    await sha256(theirs),
    await sha256(ours),
  );
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info },
    await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const additionalData = utf8.encode(
    JSON.stringify([1, recipient.sessionId, recipient.origin, recipient.appId]),
  );
  const ct = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData, tagLength: 128 },
    key,
    utf8.encode(payload),
  );
  return {
    v: 1,
    epk: toBase64Url(ours),
    salt: toBase64Url(salt),
    iv: toBase64Url(iv),
    ct: toBase64Url(new Uint8Array(ct)),
  };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
}
