// Builds the demo site, which the gateway of the local stack serves.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const demo = fileURLToPath(new URL("../../demo/", import.meta.url));
const install = fileURLToPath(new URL("./install.mjs", import.meta.url));

for (const [script, ...rest] of [
  [install, demo],
  ["node_modules/typescript/bin/tsc", "--noEmit"],
  ["build.mjs"],
]) {
  const { status } = spawnSync(process.execPath, [script, ...rest], { cwd: demo, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
