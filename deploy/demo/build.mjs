// Bundles src/ into dist/: static files with hashed names, ready to be served under `default-src 'self'`.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

const dist = new URL("dist/", import.meta.url);

await rm(dist, { recursive: true, force: true });
await mkdir(new URL("assets/", dist), { recursive: true });

const { metafile } = await build({
  entryPoints: { app: "src/main.ts", phone: "src/phone/main.ts", style: "src/style/main.css" },
  absWorkingDir: new URL(".", import.meta.url).pathname,
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  splitting: true,
  bundle: true,
  minify: true,
  sourcemap: false,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16.4"],
  loader: { ".woff2": "file", ".woff": "file" },
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});

const names = Object.fromEntries(
  Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([path, output]) => [output.entryPoint, basename(path)]),
);

for (const [page, script] of [
  ["index.html", "src/main.ts"],
  ["phone.html", "src/phone/main.ts"],
]) {
  const text = await readFile(new URL(`src/${page}`, import.meta.url), "utf8");
  await writeFile(
    new URL(page, dist),
    text
      .replace("%script%", `/assets/${names[script]}`)
      .replace("%style%", `/assets/${names["src/style/main.css"]}`),
  );
}
await copyFile(new URL("src/favicon.svg", import.meta.url), new URL("favicon.svg", dist));
for (const [name, from] of [
  ["newsreader", "@fontsource-variable/newsreader"],
  ["instrument-sans", "@fontsource-variable/instrument-sans"],
  ["supabase-js", "@supabase/supabase-js"],
  ["jsqr", "jsqr"],
]) {
  await copyFile(
    new URL(`node_modules/${from}/LICENSE`, import.meta.url),
    new URL(`assets/${name}-LICENSE.txt`, dist),
  );
}
