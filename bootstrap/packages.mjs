import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runsTypeScript } from "./node.mjs";
import { projectFolder } from "./places.mjs";
import { run, tail } from "./process.mjs";
import { Failure, timed } from "./say.mjs";

/** The folder of the workspace, whose packages production does without. */
const SANDBOX = "sandbox";

const KINDS = {
  /** What program, provider and most tools need at run time: the root's `dependencies`. */
  production: {
    // Without the packages' own scripts, which would run beside a deployer's credentials; none that production has needs them.
    flags: ["--omit=dev", "--omit=optional", "--workspaces=false", "--ignore-scripts"],
    what: "what production needs",
    cost: "about 150 MB",
  },
  /** Sandbox, tests and `invoke` too, and Node 24. */
  all: { flags: [], what: "everything", cost: "about 500 MB, half a minute to two minutes" },
};

/**
 * What has to be in place for a command that needs no more than production packages.
 *
 * @returns `all` where the running Node is too old to do without the packaged one, or where all was installed before
 */
export function kindFor(production, folder = projectFolder) {
  return production && runsTypeScript() && !hasAll(installedIn(folder)) ? "production" : "all";
}

/** Whether what is installed is what the lockfile says, by comparing it with npm's own record of what it installed. */
export function packagesAreCurrent(kind = "all", folder = projectFolder) {
  const installed = installedIn(folder);
  if (!installed) return false;
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const paths = kind === "all" ? Object.keys(wanted).filter((path) => path !== "") : neededBy(wanted);
  return paths.every((path) => {
    const { version, optional, peer } = wanted[path];
    return optional || peer || installed[path]?.version === version;
  });
}

/** Whether the sandbox's packages are there as well. */
export function sandboxIsInstalled(folder = projectFolder) {
  return hasAll(installedIn(folder));
}

export async function installPackages(kind = "all") {
  const { flags, what, cost } = KINDS[kind];
  const first = !existsSync(join(projectFolder, "node_modules"));
  const why = first ? "first time in this checkout" : "the lockfile changed";
  await timed("npm packages", `npm ci, ${why}: ${what}, ${cost} …`, async () => {
    const { code, output } = await run(
      "npm",
      ["ci", ...flags, "--no-audit", "--no-fund", "--loglevel=error"],
      { cwd: projectFolder },
    );
    if (code !== 0) {
      throw new Failure(
        `npm could not install the packages:\n${tail(output)}\n\nNext: check that npm reaches its registry (\`npm ping\`), then run the same command again.`,
      );
    }
  });
}

/** Paths in the lockfile of what the root's `dependencies` come to, found as Node.js would find them. */
function neededBy(packages) {
  const found = new Set();
  const visit = (from) => {
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages[from] ?? {};
    const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
    for (const name of [...Object.keys(dependencies), ...peers]) {
      const path = resolve(packages, from, name);
      if (!path || found.has(path)) continue;
      found.add(path);
      visit(path);
    }
  };
  visit("");
  return [...found];
}

function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const path = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === "") return undefined;
  }
}

function installedIn(folder) {
  const record = join(folder, "node_modules", ".package-lock.json");
  return existsSync(record) ? packagesOf(record) : undefined;
}

function hasAll(installed) {
  return installed !== undefined && SANDBOX in installed;
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}
