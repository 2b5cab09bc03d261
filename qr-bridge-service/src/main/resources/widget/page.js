// What the surrounding page is told. Its listener reads `data` of anything it takes for an answer,
// so progress carries data:null, and a failure carries its text as `data` and as `message`.

const TEXTS = {
  iframe_origin_mismatch: 'The QR code must be embedded by a page of its own origin',
  not_framed: 'The QR code must be embedded in a page',
  crypto_unavailable: 'This page is not served securely (HTTPS)',
  connect_failed: 'The sign-in service cannot be reached',
  connect_timeout: 'The sign-in service does not answer',
  socket_closed: 'The connection was lost',
  access_denied: 'The sign-in was refused on the phone',
  risk_denied: 'The sign-in was blocked',
  session_expired: 'The code has expired',
  decrypt_failed: 'The answer of the phone could not be read',
  too_many_errors: 'The sign-in service cannot be reached',
  rate_limited: 'Too many codes were shown; wait a minute',
  config_error: 'The QR sign-in is not set up for this page',
};

function pageChannel(options) {
  let errorCount = 0;
  const post = (message) => window.parent.postMessage(message, location.origin);
  return {
    success(sessionId, unwrapped) {
      const asked = options.payload === 'object' ? parseOr(unwrapped.payload) : unwrapped.payload;
      const message = {
        keyri: true,
        error: false,
        type: 'session_validate',
        data: asked,
        sessionId,
      };
      if (unwrapped.deviceId !== undefined) message.deviceId = unwrapped.deviceId;
      post(message);
    },
    failure(type, code, text) {
      const words = text || TEXTS[code] || TEXTS.connect_failed;
      post({
        keyri: true,
        error: true,
        type,
        code,
        data: words,
        message: words,
        errorCount: ++errorCount,
      });
    },
    progress(type, detail) {
      if (options.silent) return;
      post({
        keyri: true,
        error: false,
        type,
        data: options.events === 'keyri' ? detail : null,
        detail,
      });
    },
  };
}

function parseOr(text) {
  try {
    return JSON.parse(text);
  } catch (notJson) {
    return text;
  }
}
