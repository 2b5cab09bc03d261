// How the widget speaks with the bridge: a socket, or polling where sockets are blocked. Both offer
// send(message) and close(), and call handlers.message(object) and handlers.closed(code).

const SILENCE_MS = 45_000;
const ANSWER_MS = 5_000;

function openSocket(url, handlers) {
  const socket = new WebSocket(url, ['qr-bridge.v1']);
  let greeted = false;
  let silence = setTimeout(() => end('connect_timeout'), ANSWER_MS);
  let ended = false;

  function end(code) {
    if (ended) return;
    ended = true;
    clearTimeout(silence);
    socket.close();
    handlers.closed(code);
  }

  socket.onmessage = (event) => {
    clearTimeout(silence);
    silence = setTimeout(() => end('socket_closed'), SILENCE_MS);
    greeted = true;
    const message = parse(event.data);
    if (message && !ended) handlers.message(message);
  };
  socket.onclose = (event) => end(greeted ? event.code : 'connect_failed');

  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close() {
      ended = true;
      clearTimeout(silence);
      socket.close(1000);
    },
  };
}

function openPolling(url, handlers) {
  let page = {};
  let waiting = [];
  let interval = 2;
  let timer;
  let ended = false;

  function end(code) {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    handlers.closed(code);
  }

  async function poll() {
    const said = waiting;
    waiting = [];
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...page, messages: said }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const answer = await response.json();
      if (response.status === 429) {
        waiting = said.concat(waiting);
        interval += 5;
      } else if (!response.ok) {
        // Without a code it is not the bridge that answered.
        if (answer.code) handlers.message({ action: 'ERROR', ...answer });
        end('connect_failed');
      } else {
        hear(answer);
      }
    } catch (failure) {
      end('connect_failed');
    }
    if (!ended) timer = setTimeout(poll, interval * 1000);
  }

  function hear(answer) {
    interval = answer.interval;
    for (const message of answer.messages) {
      if (message.action === 'WIDGET_INIT') {
        page = { connectionId: message.connectionId, resumeToken: message.resumeToken };
      }
      handlers.message(message);
    }
  }

  setTimeout(() => handlers.message({ action: 'HELLO', protocol: 1 }));
  return {
    send(message) {
      waiting.push(message);
      if (message.action === 'WIDGET_INIT') poll();
    },
    close() {
      const last = waiting.length > 0 && page.connectionId;
      ended = true;
      clearTimeout(timer);
      if (last) {
        // What was said last must still arrive, at the pace the bridge allows.
        setTimeout(
          () => navigator.sendBeacon(url, JSON.stringify({ ...page, messages: waiting })),
          interval * 1000,
        );
      }
    },
  };
}

function parse(text) {
  try {
    const message = JSON.parse(text);
    return message && typeof message.action === 'string' ? message : null;
  } catch (notJson) {
    return null;
  }
}
