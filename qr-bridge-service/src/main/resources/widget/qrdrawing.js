// Where the modules of a QR code go, and which mask makes it easiest to read.

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

class QrDrawing {
  constructor(version, codewords) {
    this.version = version;
    this.size = version * 4 + 17;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.drawPatterns();
    this.drawCodewords(codewords);
  }

  best() {
    let best;
    let lowest = Infinity;
    for (let mask = 0; mask < 8; mask++) {
      this.applyMask(mask);
      this.drawFormat(mask);
      const penalty = this.penalty();
      if (penalty < lowest) {
        lowest = penalty;
        best = this.dark.map((row) => row.slice());
      }
      this.applyMask(mask);
    }
    return best;
  }

  set(x, y, dark) {
    this.dark[y][x] = dark;
    this.fixed[y][x] = true;
  }

  drawPatterns() {
    const last = this.size - 1;
    for (let i = 0; i < this.size; i++) {
      this.set(6, i, i % 2 === 0);
      this.set(i, 6, i % 2 === 0);
    }
    this.drawFinder(3, 3);
    this.drawFinder(last - 3, 3);
    this.drawFinder(3, last - 3);
    const positions = this.alignments();
    const end = positions.length - 1;
    positions.forEach((x, i) =>
      positions.forEach((y, j) => {
        const corner = (i === 0 && j === 0) || (i === 0 && j === end) || (i === end && j === 0);
        if (!corner) this.drawAlignment(x, y);
      }),
    );
    this.drawFormat(0);
    this.drawVersion();
  }

  alignments() {
    if (this.version === 1) return [];
    const count = Math.floor(this.version / 7) + 2;
    const step =
      this.version === 32 ? 26 : Math.ceil((this.version * 4 + 4) / (count * 2 - 2)) * 2;
    const positions = [6];
    for (let at = this.size - 7; positions.length < count; at -= step) positions.splice(1, 0, at);
    return positions;
  }

  drawFinder(x, y) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const distance = Math.max(Math.abs(dx), Math.abs(dy));
        const inside = x + dx >= 0 && x + dx < this.size && y + dy >= 0 && y + dy < this.size;
        if (inside) this.set(x + dx, y + dy, distance !== 2 && distance !== 4);
      }
    }
  }

  drawAlignment(x, y) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        this.set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }
    }
  }

  /** Level M is 0 in the format bits. */
  drawFormat(mask) {
    let rest = mask;
    for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (i) => ((bits >>> i) & 1) !== 0;
    const last = this.size - 1;
    for (let i = 0; i <= 5; i++) this.set(8, i, bit(i));
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (let i = 9; i < 15; i++) this.set(14 - i, 8, bit(i));
    for (let i = 0; i < 8; i++) this.set(last - i, 8, bit(i));
    for (let i = 8; i < 15; i++) this.set(8, this.size - 15 + i, bit(i));
    this.set(8, this.size - 8, true);
  }

  drawVersion() {
    if (this.version < 7) return;
    let rest = this.version;
    for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >>> i) & 1) !== 0;
      const a = this.size - 11 + (i % 3);
      const b = Math.floor(i / 3);
      this.set(a, b, dark);
      this.set(b, a, dark);
    }
  }

  drawCodewords(codewords) {
    let i = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let vertical = 0; vertical < this.size; vertical++) {
        for (let j = 0; j < 2; j++) {
          const x = right - j;
          const upward = ((right + 1) & 2) === 0;
          const y = upward ? this.size - 1 - vertical : vertical;
          if (!this.fixed[y][x] && i < codewords.length * 8) {
            this.dark[y][x] = ((codewords[i >>> 3] >>> (7 - (i & 7))) & 1) !== 0;
            i++;
          }
        }
      }
    }
  }

  applyMask(mask) {
    for (let y = 0; y < this.size; y++) {
      for (let x = 0; x < this.size; x++) {
        if (!this.fixed[y][x] && MASKS[mask](x, y) === 0) this.dark[y][x] = !this.dark[y][x];
      }
    }
  }

  penalty() {
    let sum = 0;
    let darkCount = 0;
    for (let a = 0; a < this.size; a++) {
      sum += this.linePenalty((b) => this.dark[a][b]) + this.linePenalty((b) => this.dark[b][a]);
      for (let b = 0; b < this.size; b++) {
        if (this.dark[a][b]) darkCount++;
        const square =
          a + 1 < this.size &&
          b + 1 < this.size &&
          this.dark[a][b] === this.dark[a][b + 1] &&
          this.dark[a][b] === this.dark[a + 1][b] &&
          this.dark[a][b] === this.dark[a + 1][b + 1];
        if (square) sum += 3;
      }
    }
    const total = this.size * this.size;
    return sum + (Math.ceil(Math.abs(darkCount * 20 - total * 10) / total) - 1) * 10;
  }

  linePenalty(at) {
    let sum = 0;
    let color = false;
    let run = 0;
    const history = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < this.size; i++) {
      if (at(i) === color) {
        run++;
        if (run === 5) sum += 3;
        else if (run > 5) sum++;
      } else {
        this.addHistory(run, history);
        if (!color) sum += this.countPatterns(history) * 40;
        color = at(i);
        run = 1;
      }
    }
    return sum + this.terminate(color, run, history) * 40;
  }

  addHistory(run, history) {
    history.pop();
    history.unshift(history[0] === 0 ? run + this.size : run);
  }

  terminate(color, run, history) {
    if (color) {
      this.addHistory(run, history);
      run = 0;
    }
    this.addHistory(run + this.size, history);
    return this.countPatterns(history);
  }

  countPatterns(history) {
    const n = history[1];
    const core =
      n > 0 &&
      history[2] === n &&
      history[3] === n * 3 &&
      history[4] === n &&
      history[5] === n;
    return (
      (core && history[0] >= n * 4 && history[6] >= n ? 1 : 0) +
      (core && history[6] >= n * 4 && history[0] >= n ? 1 : 0)
    );
  }
}
