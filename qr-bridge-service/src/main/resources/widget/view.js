// What is seen: the code, and over it what became of it. Works by keyboard and without sight.

const SVG = 'http://www.w3.org/2000/svg';
const QUIET_ZONE = 4;

function widgetView(onReload) {
  const target = document.getElementById('qr-target');
  const overlay = document.getElementById('qr-lay-over');
  const status = document.getElementById('qr-status');
  overlay.addEventListener('click', () => {
    if (overlay.classList.contains('reload')) onReload();
  });
  document.addEventListener('contextmenu', (event) => event.preventDefault());

  function cover(kind, title, text, digits) {
    target.classList.add('blurry');
    overlay.className = kind;
    overlay.hidden = false;
    overlay.disabled = kind !== 'reload';
    const lines = [icon(kind)];
    if (digits) lines.push(element('strong', 'digits', digits));
    lines.push(element('span', 'title', title), element('span', 'text', text));
    overlay.replaceChildren(...lines);
    status.textContent = [title, digits && digits.split('').join(' '), text]
      .filter(Boolean)
      .join('. ');
  }

  return {
    loading() {
      target.classList.add('pre-blurry');
      overlay.hidden = true;
      status.textContent = 'Loading the code';
    },
    code(link) {
      target.replaceChildren(draw(qrCode(link)));
      target.classList.remove('pre-blurry', 'blurry');
      overlay.hidden = true;
      status.textContent = 'Scan the code with your phone';
    },
    connected(device, digits) {
      const name = (device && device.name) || 'your phone';
      cover(
        'check',
        'Confirm on ' + name,
        digits ? 'Type these digits on your phone' : 'Waiting for your answer',
        digits,
      );
    },
    done() {
      cover('check', 'Signed in', '');
    },
    reload(title, text) {
      cover('reload', title, text || 'Show a new code');
    },
    bad(title) {
      cover('bad', title, '');
    },
  };
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

const ICONS = {
  check: 'M5 13l4 4L19 7',
  reload: 'M20 12a8 8 0 1 1-2.4-5.7L20 8.5M20 4v4.5h-4.5',
  bad: 'M6 6l12 12M18 6L6 18',
};

function icon(kind) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[kind]);
  svg.append(path);
  return svg;
}

function draw(rows) {
  const size = rows.length + 2 * QUIET_ZONE;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'QR code for signing in with your phone');
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', rows.flatMap(lineOf).join(''));
  svg.append(path);
  return svg;
}

function lineOf(row, y) {
  return row.map((dark, x) => (dark ? `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z` : ''));
}
