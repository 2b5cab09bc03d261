// node scripts/install.mjs DIR: npm ci in DIR, unless its node_modules came from this lock file and this Node.js.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const directory = resolve(process.argv[2] ?? ".");
const stamp = join(directory, "node_modules", ".postern-install");
const wanted = createHash("sha256")
  .update(readFileSync(join(directory, "package-lock.json")))
  .update(process.versions.modules)
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  const windows = process.platform === "win32";
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: directory,
    stdio: "inherit",
    shell: windows,
  });
  if (status !== 0) {
    console.error(
      `npm ci failed in ${directory}${error ? ` (${error.message})` : ""}; it needs npm and the npm registry.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
