import assert from 'node:assert/strict';

const posted = [];
globalThis.location = { hostname: 'app.example.com', origin: 'https://app.example.com' };
globalThis.window = {
  parent: { postMessage: (data, target) => posted.push({ data, origin: target }) },
};
const { pageChannel, unwrap } = await import('./widget.mjs');

// What the reference page does with a message, word for word.
const document = { location: { origin: 'https://app.example.com' } };
const tokens = [];
const printed = [];
const listener = (evt) => {
  if (evt.data.keyri && evt.data.data && document.location.origin == evt.origin) {
    const data = evt.data;
    if (!data.error) {
      const sessionData = JSON.parse(data.data);
      tokens.push(sessionData.refreshToken);
    } else {
      printed.push(`Keyri error: ${data.message}`);
    }
  }
};

const page = pageChannel({});
page.progress('qr_load', { appId: 'app_demo' });
page.progress('mobile_connect', { device: { name: 'Pixel 8' } });
page.progress('risk_data', { status: 'clear' });
page.progress('socket_closed', { code: 1006 });
page.progress('qr_empty', null);
page.success('sid', unwrap('{"payload":"{\\"refreshToken\\":\\"rt-1\\"}","deviceId":"abc"}'));
page.success('sid', unwrap('{"refreshToken":"rt-2"}'));
page.failure('session_denied', 'access_denied');
page.failure('socket_error', 'some_code', 'words of the bridge');
posted.forEach(listener);

assert.deepEqual(tokens, ['rt-1', 'rt-2']);
assert.deepEqual(printed, [
  'Keyri error: The sign-in was refused on the phone',
  'Keyri error: words of the bridge',
]);
assert.deepEqual(posted[5].data, {
  keyri: true,
  error: false,
  type: 'session_validate',
  data: '{"refreshToken":"rt-1"}',
  sessionId: 'sid',
  deviceId: 'abc',
});
assert.deepEqual(posted[7].data, {
  keyri: true,
  error: true,
  type: 'session_denied',
  code: 'access_denied',
  data: 'The sign-in was refused on the phone',
  message: 'The sign-in was refused on the phone',
  errorCount: 1,
});
posted.slice(0, 5).forEach(({ data }) => assert.equal(data.data, null));

posted.length = 0;
pageChannel({ payload: 'object' }).success('sid', unwrap('{"token":"t"}'));
assert.deepEqual(posted.pop().data.data, { token: 't' });
pageChannel({ events: 'keyri' }).progress('mobile_connect', { a: 1 });
assert.deepEqual(posted.pop().data.data, { a: 1 });
pageChannel({ silent: true }).progress('mobile_connect', { a: 1 });
assert.equal(posted.length, 0);
assert.deepEqual(unwrap('plain text'), { payload: 'plain text' });
assert.deepEqual(unwrap('{"payload":{"a":1},"deviceId":"x"}').deviceId, undefined);
console.log('ok');
