import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./places.mjs";
import { run, tail } from "./process.mjs";
import { Failure, timed } from "./say.mjs";

/** Whether what is installed is what the lockfile says, by comparing it with npm's own record of what it installed. */
export function packagesAreCurrent(folder = projectFolder) {
  const installedFile = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === "" || optional || peer || installed[path]?.version === version,
  );
}

export async function installPackages() {
  const first = !existsSync(join(projectFolder, "node_modules"));
  const why = first ? "first time in this checkout" : "the lockfile changed";
  await timed("npm packages", `npm ci, ${why}; about 450 MB, half a minute to two minutes …`, async () => {
    const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: projectFolder,
    });
    if (code !== 0) {
      throw new Failure(
        `npm could not install the packages:\n${tail(output)}\n\nNext: check that npm reaches its registry (\`npm ping\`), then run the same command again.`,
      );
    }
  });
}
