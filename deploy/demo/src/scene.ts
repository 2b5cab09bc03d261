const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 800;
const HEIGHT = 1000;
const GROUND = 880;
/** How far the wall goes on beyond the picture, for bands wider than it. */
const BEYOND = 500;
const DOOR = { x: 400, half: 132, spring: 500 };
const FRAME = 54;

type Attributes = Readonly<Record<string, string | number>>;

/** Draws the picture beside the form: a small door in a stone wall, open when you are signed in. */
export function drawScene(svg: SVGSVGElement): void {
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  const opening = arch(DOOR.half);
  svg.append(
    definitions(opening),
    shape("rect", { class: "mortar", ...wall(0, HEIGHT) }),
    ...courses(),
    shape("path", { class: "joint", d: arch(DOOR.half + FRAME + 5) }),
    ...surround(),
    group("inside", { "clip-path": "url(#opening)" }, beyond()),
    group("leaf", { "clip-path": "url(#opening)" }, leaf()),
    shape("path", { class: "edge", d: opening }),
    ...step(),
    ...lantern(),
  );
}

function wall(y: number, height: number): Attributes {
  return { x: -BEYOND, y, width: WIDTH + 2 * BEYOND, height };
}

function arch(half: number): string {
  const { x, spring } = DOOR;
  return `M${x - half} ${GROUND}V${spring}A${half} ${half} 0 0 1 ${x + half} ${spring}V${GROUND}Z`;
}

function definitions(opening: string): SVGElement {
  const defs = shape("defs", {});
  const clip = shape("clipPath", { id: "opening" });
  clip.append(shape("path", { d: opening }));
  const sky = shape("linearGradient", { id: "sky", x1: 0, y1: 0, x2: 0, y2: 1 });
  sky.append(
    shape("stop", { class: "sky-high", offset: 0 }),
    shape("stop", { class: "sky-low", offset: 1 }),
  );
  const spill = shape("linearGradient", { id: "spill", x1: 0, y1: 0, x2: 0, y2: 1 });
  spill.append(
    shape("stop", { class: "spill-near", offset: 0 }),
    shape("stop", { class: "spill-far", offset: 1 }),
  );
  const glow = shape("radialGradient", { id: "glow" });
  glow.append(
    shape("stop", { class: "glow-heart", offset: 0 }),
    shape("stop", { class: "glow-rim", offset: 1 }),
  );
  defs.append(clip, sky, spill, glow);
  return defs;
}

/** Courses of stone; the widths come from a fixed sequence, so the wall is the same every time. */
function courses(): SVGElement[] {
  const random = sequence(7);
  const stones: SVGElement[] = [];
  for (let y = -12; y < GROUND + 40; ) {
    const height = 46 + random() * 26;
    for (let x = -BEYOND - random() * 90; x < WIDTH + BEYOND; ) {
      const width = 70 + random() * 96;
      stones.push(
        shape("rect", {
          class: `stone stone-${Math.floor(random() * 5)}`,
          x: round(x),
          y: round(y),
          width: round(width - 5),
          height: round(height - 5),
          rx: 4,
        }),
      );
      x += width;
    }
    y += height;
  }
  return stones;
}

/** The dressed stones around the opening: wedges over the arch, quoins down the sides. */
function surround(): SVGElement[] {
  const { x, half, spring } = DOOR;
  const wedges = 11;
  const stones: SVGElement[] = [];
  const at = (radius: number, angle: number) =>
    `${round(x + radius * Math.cos(angle))} ${round(spring - radius * Math.sin(angle))}`;
  for (let i = 0; i < wedges; i++) {
    const gap = 0.008;
    const from = (Math.PI * i) / wedges + gap;
    const to = (Math.PI * (i + 1)) / wedges - gap;
    const outer = half + FRAME + (i === (wedges - 1) / 2 ? 16 : 0);
    stones.push(
      shape("path", {
        class: "dressed",
        d: `M${at(half, from)}L${at(outer, from)}A${outer} ${outer} 0 0 0 ${at(outer, to)}L${at(half, to)}A${half} ${half} 0 0 1 ${at(half, from)}Z`,
      }),
    );
  }
  const rows = 6;
  const height = (GROUND - spring) / rows;
  for (let row = 0; row < rows; row++) {
    const width = FRAME + (row % 2 ? 0 : 22);
    const place = { y: round(spring + row * height + 2), height: round(height - 4), rx: 3, width };
    stones.push(
      shape("rect", { class: "dressed", x: x - half - width, ...place }),
      shape("rect", { class: "dressed", x: x + half, ...place }),
    );
  }
  return stones;
}

/** What is seen through the open door. */
function beyond(): SVGElement[] {
  const { x, half, spring } = DOOR;
  const left = x - half;
  return [
    shape("rect", { class: "sky", x: left, y: spring - half, width: half * 2, height: 520 }),
    shape("circle", { class: "sun", cx: x + 34, cy: spring + 120, r: 46 }),
    shape("path", {
      class: "hill-far",
      d: `M${left} ${spring + 190}q70-60 140-22t124-20V${GROUND}H${left}Z`,
    }),
    shape("path", {
      class: "hill-near",
      d: `M${left} ${spring + 250}q90-44 150-6t114-12V${GROUND}H${left}Z`,
    }),
    shape("path", {
      class: "path",
      d: `M${x - 96} ${GROUND}C${x - 40} ${GROUND - 90} ${x + 60} ${GROUND - 90} ${x + 20} ${spring + 246}C${x + 96} ${GROUND - 90} ${x + 40} ${GROUND - 50} ${x + 84} ${GROUND}Z`,
    }),
  ];
}

/** The door itself: planks, two iron straps, a ring and a keyhole. */
function leaf(): SVGElement[] {
  const { x, half, spring } = DOOR;
  const left = x - half;
  const planks = 6;
  const width = (half * 2) / planks;
  const parts = [
    shape("rect", {
      class: "gap",
      x: left,
      y: spring - half,
      width: half * 2,
      height: GROUND - spring + half,
    }),
  ];
  for (let i = 0; i < planks; i++) {
    parts.push(
      shape("rect", {
        class: `plank plank-${i % 3}`,
        x: round(left + i * width),
        y: spring - half,
        width: round(width - 2),
        height: GROUND - spring + half,
      }),
    );
  }
  for (const y of [spring + 60, spring + 270]) {
    parts.push(
      shape("path", {
        class: "iron",
        d: `M${left} ${y}h${half * 1.5}q34 0 34 13t-34 13H${left}Z`,
      }),
    );
    for (const studX of [left + 24, left + 88, left + 152]) {
      parts.push(shape("circle", { class: "stud", cx: studX, cy: y + 13, r: 5 }));
    }
  }
  parts.push(
    shape("circle", { class: "ring", cx: x + 88, cy: spring + 172, r: 20 }),
    shape("circle", { class: "stud", cx: x + 88, cy: spring + 152, r: 7 }),
    shape("path", {
      class: "keyhole",
      d: `M${x + 88} ${spring + 212}a7 7 0 0 1 4 13l3 15h-14l3-15a7 7 0 0 1 4-13Z`,
    }),
  );
  return parts;
}

function step(): SVGElement[] {
  return [
    shape("rect", { class: "ground", ...wall(GROUND + 20, HEIGHT - GROUND) }),
    shape("path", { class: "spill", d: `M268 ${GROUND}H532L700 ${HEIGHT}H100Z` }),
    shape("rect", { class: "dressed", x: 186, y: GROUND, width: 428, height: 26, rx: 3 }),
    shape("rect", { class: "dressed", x: 150, y: GROUND + 30, width: 500, height: 28, rx: 3 }),
  ];
}

function lantern(): SVGElement[] {
  return [
    shape("circle", { class: "glow", cx: 660, cy: 470, r: 190 }),
    shape("path", { class: "bracket", d: "M716 372h-56v40" }),
    shape("path", { class: "bracket", d: "M716 352v62m0-4q-2-30-34-38" }),
    shape("path", { class: "lamp-roof", d: "M632 432l28-22 28 22Z" }),
    shape("rect", { class: "lamp-glass", x: 638, y: 432, width: 44, height: 62, rx: 3 }),
    shape("path", { class: "lamp-frame", d: "M638 432h44v62h-44zm22 0v62" }),
    shape("rect", { class: "lamp-foot", x: 634, y: 494, width: 52, height: 9, rx: 3 }),
  ];
}

function shape(name: string, attributes: Attributes): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, String(value));
  }
  return node;
}

function group(className: string, attributes: Attributes, children: SVGElement[]): SVGElement {
  const outer = shape("g", attributes);
  const inner = shape("g", { class: className });
  inner.append(...children);
  outer.append(inner);
  return outer;
}

/** The minimal standard generator: numbers in (0, 1), always the same for one seed. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
