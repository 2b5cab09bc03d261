// The widget's life: connect, draw, rotate, deliver once; resume when the connection breaks.

const BACK_OFF_MS = [500, 1000, 2000, 4000];
const FAILED_STARTS = 3;
const POLL_AFTER = 2;
const LOCAL = location.hostname === 'localhost' || location.hostname === '127.0.0.1';

class Widget {
  constructor(endpoint, options, view, page) {
    Object.assign(this, { endpoint, options, view, page });
    this.delivered = new Set();
    this.failures = 0;
    addEventListener('pagehide', () => this.leave());
    addEventListener('pageshow', (event) => event.persisted && this.restart());
  }

  async start() {
    this.view.loading();
    this.finished = false;
    this.resume = null;
    this.key = await newPageKey();
    this.trust = await browserTrust(this.key);
    this.connect();
  }

  restart() {
    this.transport?.close();
    clearTimeout(this.retry);
    this.failures = 0;
    return this.start();
  }

  connect() {
    const handlers = {
      message: (message) => this.hear(message),
      closed: (code) => this.closed(code),
    };
    const blocked = !this.resume && this.failures >= POLL_AFTER;
    this.transport = blocked
      ? openPolling(this.endpoint.poll, handlers)
      : openSocket(this.endpoint.socket, handlers);
  }

  hear(message) {
    const heard = {
      HELLO: () => this.introduce(),
      WIDGET_INIT: () => this.begin(message),
      QR_REFRESH: () => this.show(message.sessionIds),
      MOBILE_CONNECT: () => this.connected(message),
      RISK_DATA: () =>
        this.page.progress('risk_data', { status: message.status, flags: message.flags }),
      SESSION_VALIDATE: () => this.validate(message),
      SESSION_DENIED: () => this.denied(message),
      SESSION_EXPIRED: () => this.expired(),
      RESUMED: () => this.resumed(message),
      ERROR: () => this.failed(message),
    }[message.action];
    if (heard) heard();
  }

  introduce() {
    if (this.resume) {
      this.transport.send({ action: 'RESUME', ...this.resume });
      return;
    }
    this.transport.send({
      action: 'WIDGET_INIT',
      protocol: 1,
      browserPublicKey: base64(this.key.point.subarray(1)),
      browserKey: base64url(this.key.point),
      userParameters: this.options.parameters,
      browserTrust: this.trust,
    });
  }

  begin(message) {
    this.failures = 0;
    this.appId = message.appId;
    this.linkBase = message.linkBase;
    this.resume = { connectionId: message.connectionId, resumeToken: message.resumeToken };
    this.show(message.sessionIds);
    this.page.progress('qr_load', { appId: message.appId });
  }

  resumed(message) {
    this.failures = 0;
    this.resume.resumeToken = message.resumeToken;
    if (message.state === 'new') this.show(message.sessionIds);
  }

  /** The link's commitment is the widget's own: nobody else may say to whom the phone seals. */
  show(sessionIds) {
    if (this.finished) return;
    const link = new URL(this.linkBase);
    link.searchParams.set('sessionId', sessionIds[sessionIds.length - 1]);
    link.searchParams.set('h', this.key.hash);
    link.searchParams.set('v', '1');
    this.view.code(link.href);
    if (LOCAL) console.info('QR code: ' + link.href);
  }

  connected(message) {
    this.view.connected(message.device, message.matchCode);
    this.page.progress('mobile_connect', { device: message.device, user: message.user });
  }

  async validate(message) {
    const { sessionId } = message;
    if (this.delivered.has(sessionId)) {
      this.acknowledge(sessionId, true);
      return;
    }
    this.delivered.add(sessionId);
    try {
      const context = { sessionId, origin: location.origin, appId: this.appId };
      const text = await openSealed(this.key, message.browserData, message.enc, context);
      this.page.success(sessionId, unwrap(text));
      this.acknowledge(sessionId, true);
      this.view.done();
    } catch (unreadable) {
      this.acknowledge(sessionId, false);
      this.page.failure('session_validate', 'decrypt_failed');
      this.view.reload('That did not work');
    }
    this.end();
  }

  acknowledge(sessionId, ok) {
    const message = { action: 'SESSION_ACK', sessionId, ok };
    if (!ok) message.code = 'decrypt_failed';
    this.transport.send(message);
  }

  denied(message) {
    this.page.failure('session_denied', message.code);
    this.view.reload(message.code === 'risk_denied' ? 'Blocked' : 'Refused on the phone');
    this.end();
  }

  expired() {
    this.view.reload('The time is over');
    this.end();
  }

  failed(message) {
    const code = message.code === 'slow_down' ? 'rate_limited' : message.code;
    if (message.code === 'unavailable') return;
    if (message.code === 'browser_gone' && this.resume) {
      this.resume = null;
      return;
    }
    this.refused = true;
    this.page.failure('socket_error', code, message.message);
  }

  closed(code) {
    if (this.finished) return;
    if (this.refused) {
      this.refused = false;
      this.view.reload('That did not work', 'Try again');
    } else if (code === 4408 || code === 4409) {
      this.view.reload('The code has expired');
      this.page.progress('qr_empty', null);
    } else if (code === 4429) {
      this.page.failure('socket_error', 'rate_limited');
      this.view.reload('Too many codes', 'Try again in a minute');
    } else {
      this.tryAgain(code);
    }
  }

  tryAgain(code) {
    this.page.progress('socket_closed', { code });
    const most = this.resume ? BACK_OFF_MS.length : FAILED_STARTS;
    if (this.failures >= most) {
      this.page.failure('socket_error', 'too_many_errors');
      this.view.reload('No connection', 'Try again');
      return;
    }
    // A replica that leaves sends everybody away at once; they come back one by one.
    const jitter = code === 1001 ? Math.random() * 2000 : 0;
    this.retry = setTimeout(
      () => (this.resume ? this.connect() : this.startAgain()),
      BACK_OFF_MS[this.failures++] + jitter,
    );
  }

  async startAgain() {
    this.key = await newPageKey();
    this.trust = await browserTrust(this.key);
    this.connect();
  }

  end() {
    this.finished = true;
    this.key = null;
    setTimeout(() => this.transport.close(), 200);
  }

  leave() {
    if (!this.finished) this.transport?.send({ action: 'CANCEL' });
    this.finished = true;
    this.transport?.close();
  }
}
