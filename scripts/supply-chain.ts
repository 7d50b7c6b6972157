/**
 * `npm run supply-chain`: whether every package of the lockfile comes from the registry, has a checksum and a licence that this project can live with. Without
 * dependencies, so that it judges a tree that is not installed yet.
 */
import { readFileSync } from "node:fs";

interface Entry {
  version?: string;
  integrity?: string;
  license?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
}

/** SPDX expressions as the packages write them: permissive ones. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Python-2.0",
]);

/** Looked at by a person: data under an attribution licence, which is not linked, and a file that says MIT. */
const LOOKED_AT: Record<string, string> = {
  "@logdna/tail-file": "SEE LICENSE IN LICENSE",
  "caniuse-lite": "CC-BY-4.0",
  "spdx-exceptions": "CC-BY-3.0",
};

/** @returns what is wrong with a package of the lockfile, as sentences */
export function problemsOf(path: string, { version, integrity, license, resolved, link }: Entry): string[] {
  // The project itself, its workspaces, and the links to those.
  if (link || !path.includes("node_modules/")) return [];
  const name = path.split("node_modules/").at(-1) as string;
  const what = `${name} ${version}`;
  return [
    // .npmrc leaves addresses out: npm asks the registry that it is configured for. One that is there is somebody's.
    ...(resolved ? [`${what} comes from ${resolved}: packages come from the registry.`] : []),
    ...(integrity ? [] : [`${what} has no checksum: run node scripts/complete-lockfile.ts.`]),
    ...(isPermissive(license) || (license && LOOKED_AT[name] === license)
      ? []
      : [
          `${what} has the licence ${license ?? "(none)"}: look at it, and add it here or take another package.`,
        ]),
  ];
}

/** Of alternatives one is enough, of a combination each one has to be permissive. */
function isPermissive(expression = ""): boolean {
  const bare = expression.replaceAll(/[()]/g, "");
  const alternatives = bare.split(" OR ");
  return alternatives.some((each) => each.split(" AND ").every((licence) => PERMISSIVE.has(licence.trim())));
}

if (process.argv[1] === import.meta.filename) {
  const file = new URL("../package-lock.json", import.meta.url);
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Entry> };
  const problems = Object.entries(packages).flatMap(([path, entry]) => problemsOf(path, entry));
  for (const problem of problems) console.error(problem);
  console.log(`${Object.keys(packages).length} packages looked at, ${problems.length} problems.`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
