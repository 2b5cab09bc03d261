import fs from 'node:fs';

globalThis.location = { hostname: 'app.example.com', origin: 'https://app.example.com' };
const { qrCode } = await import('./widget.mjs');

const texts = fs.readFileSync(process.argv[2], 'utf8').split('\n');
console.log(
  texts
    .map((text) => qrCode(text).map((row) => row.map((dark) => (dark ? '#' : '.')).join('')).join('\n'))
    .join('\n\n'),
);
