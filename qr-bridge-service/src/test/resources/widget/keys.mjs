import assert from 'node:assert/strict';

globalThis.location = { hostname: 'app.example.com', origin: 'https://app.example.com' };
const { newPageKey } = await import('./widget.mjs');

for (let i = 0; i < 10_000; i++) {
  const { point, secret } = await newPageKey();
  assert.equal(point.length, 65);
  assert.notEqual(point[1], 4);
  assert.equal(secret.extractable, false);
}
console.log('ok');
