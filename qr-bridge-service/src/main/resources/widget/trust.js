// By which key this browser is known to users who have trusted it. The key cannot leave the
// browser; where it cannot be kept (private windows), the browser is simply new each time.

const TRUST_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

function trustStore(mode, use) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('qr-bridge', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('keys', mode);
      const request = use(transaction.objectStore('keys'));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result);
      };
      transaction.onabort = () => reject(transaction.error);
    };
  });
}

async function browserTrust(pageKey) {
  try {
    let pair = await trustStore('readonly', (store) => store.get('browser'));
    if (!pair) {
      pair = await crypto.subtle.generateKey(TRUST_ALGORITHM, false, ['sign']);
      await trustStore('readwrite', (store) => store.put(pair, 'browser'));
    }
    const ts = Date.now();
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      pair.privateKey,
      utf8(ts + '|' + base64url(pageKey.point)),
    );
    const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    return { key: base64url(point), sig: base64url(new Uint8Array(signature)), ts };
  } catch (notKept) {
    return undefined;
  }
}
