// Where the widget may run, what the page asked of it, and where the bridge is.

const OWN_OPTIONS = ['payload', 'events', 'silent', 'appKey', 'Host'];

function widgetOptions() {
  const query = new URLSearchParams(location.search);
  const parameters = {};
  for (const [name, value] of query) {
    if (!OWN_OPTIONS.includes(name)) parameters[name] = value;
  }
  return {
    payload: query.get('payload'),
    events: query.get('events'),
    silent: query.get('silent') === '1',
    appKey: LOCAL ? query.get('appKey') : null,
    parameters: utf8(JSON.stringify(parameters)).length <= 2048 ? parameters : {},
  };
}

function widgetEndpoint(options) {
  const meta = document.querySelector('meta[name="qr-bridge-endpoint"]')?.content;
  const socket = new URL(meta || '/qr/v1/ws', location.href);
  socket.protocol = socket.protocol === 'http:' || socket.protocol === 'ws:' ? 'ws:' : 'wss:';
  if (options.appKey) socket.searchParams.set('appKey', options.appKey);
  const poll = new URL(socket.href.replace(/^ws/, 'http'));
  poll.pathname = poll.pathname.replace(/\/ws$/, '/poll');
  return { socket: socket.href, poll: poll.href };
}

/** Why the widget may not run here, if it may not. */
function obstacle() {
  if (window.parent === window) return 'not_framed';
  try {
    if (
      top.location.host !== self.location.host ||
      location.origin !== window.parent.location.origin
    ) {
      return 'iframe_origin_mismatch';
    }
  } catch (foreign) {
    return 'iframe_origin_mismatch';
  }
  return window.crypto?.subtle ? null : 'crypto_unavailable';
}

function run() {
  const options = widgetOptions();
  const page = pageChannel(options);
  const reason = obstacle();
  let widget;
  const view = widgetView(() => widget?.restart());
  if (reason) {
    if (reason === 'crypto_unavailable') page.failure('socket_error', reason);
    view.bad(TEXTS[reason]);
    return;
  }
  widget = new Widget(widgetEndpoint(options), options, view, page);
  widget.start();
}

if (typeof document !== 'undefined') run();
