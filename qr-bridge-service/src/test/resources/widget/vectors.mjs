import assert from 'node:assert/strict';

globalThis.location = { hostname: 'app.example.com', origin: 'https://app.example.com' };
globalThis.addEventListener = () => {};
const { openSealed, unwrap, bytesOf, base64url, sha256 } = await import('./widget.mjs');

const point = bytesOf(
  'BNG-lqv2tURx9txrUJ2VFaSKa-o5UrLXPI30PJSjFKb1sLX2Tz1Fx_l1tHU_Qg0OqPAkXh9_dXYtjKtWeBnt6Tg',
);
const secret = await crypto.subtle.importKey(
  'jwk',
  {
    kty: 'EC',
    crv: 'P-256',
    d: Buffer.from('31497c66f63b82b7d8f491defc4e4398fac81761516f3b470b60ef73aedaffac', 'hex').toString(
      'base64url',
    ),
    x: Buffer.from(point.subarray(1, 33)).toString('base64url'),
    y: Buffer.from(point.subarray(33)).toString('base64url'),
  },
  { name: 'ECDH', namedCurve: 'P-256' },
  false,
  ['deriveBits'],
);
const key = { secret, point };
assert.equal(base64url(await sha256(point)), 'HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg');

const epk =
  'BF8XRo3Icm_wrDa_47IB8BYqruexEcEZLRhJS3KeUvGK-PMMfz4I_w--E1p_O3Hv2TuxnsqDxL7YgVI2fHCPUtg';
const count = (from, length) => base64url(Uint8Array.from({ length }, (_, i) => from + i));
const v1 = (ciphertext) => ({
  publicKey: epk,
  salt: count(0, 32),
  iv: count(0x10, 12),
  ciphertext,
});
const context = (sessionId) => ({
  sessionId,
  origin: 'https://app.example.com',
  appId: 'app_demo',
});
const A = 'Zm9vYmFyLXNlc3Npb24taWQ';
const B = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const CA = '32bf63Opsgpf8rWFwYvnp25uWKFWFdBPX9QMqJr4MMT5fcaCNhMsBic';
const CB = 'FSYnAOyHeIR6WO-7DgUZAysc7OTAoI0l-S_ZMvC-jioxVwLrIxyGeO8';
const PLAIN = '{"refreshToken":"rt-123"}';

assert.equal(await openSealed(key, v1(CA), 'v1', context(A)), PLAIN);
assert.equal(await openSealed(key, v1(CB), 'v1', context(B)), PLAIN);
for (const changed of [
  context(A),
  { ...context(B), origin: 'https://evil.example.com' },
  { ...context(B), appId: 'app_other' },
]) {
  await assert.rejects(openSealed(key, v1(CB), 'v1', changed));
}

const spki =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXxdGjchyb/CsNr/jsgHwFiqu57ERwRktGElLcp5S8Yr48wx/Pgj/D74TWn87ce/ZO7GeyoPEvtiBUjZ8cI9S2A==';
const raw65 = Buffer.from(spki, 'base64').subarray(26);
for (const publicKey of [spki, raw65.toString('base64'), raw65.subarray(1).toString('base64')]) {
  const sealed = {
    publicKey,
    salt: 'AAECAwQFBgcICQoL',
    iv: 'EBESExQVFhcYGRob',
    ciphertext: 'UeN9xIwskKkPDCcxQjesO3WbDo5v+RMUUqRRXFn84V8E+qu6eNhvRZA=',
  };
  assert.equal(await openSealed(key, sealed, 'keyri', context(B)), PLAIN);
}
const wrapped = await openSealed(
  key,
  {
    publicKey: spki,
    salt: 'AAECAwQFBgcICQoL',
    iv: 'EBESExQVFhcYGRob',
    ciphertext:
      'UeN/wJMymrsDenJ4XAWsczKPCMYto3RZRBRFGkuxxTKbL00i1fBAStY9xmUiA9asvVcUuu22qQAy8TULNdlsLJl6UNpqSd/3Z8Lajw==',
  },
  'keyri',
  context(B),
);
assert.deepEqual(unwrap(wrapped), { payload: PLAIN, deviceId: 'abc' });

// Salts of any length and vectors of 12 or 16 bytes, as Keyri's clients make them.
const theirs = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
  'deriveBits',
]);
const theirPoint = new Uint8Array(await crypto.subtle.exportKey('raw', theirs.publicKey));
const ours = await crypto.subtle.importKey('raw', point, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: ours }, theirs.privateKey, 256);
for (let length = 1; length <= 64; length++) {
  const salt = new Uint8Array(length).fill(length);
  const iv = new Uint8Array(length % 2 ? 12 : 16).fill(7);
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const aes = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: new Uint8Array(0) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const ct = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, new TextEncoder().encode(PLAIN));
  const sealed = {
    publicKey: Buffer.from(theirPoint).toString('base64'),
    salt: Buffer.from(salt).toString('base64'),
    iv: Buffer.from(iv).toString('base64'),
    ciphertext: Buffer.from(ct).toString('base64'),
  };
  assert.equal(await openSealed(key, sealed, 'keyri', context(B)), PLAIN);
}
console.log('ok');
