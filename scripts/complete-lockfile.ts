/**
 * `node scripts/complete-lockfile.ts`, after `npm install` behind a registry that mirrors the packages of some platforms only:
 * npm leaves the others out of package-lock.json, and `npm ci` then calls the file out of step everywhere. Puts them back, by
 * name, version, and the platform that their name says, with checksum and licence as the registry has them: what a machine of that
 * platform installs is what was locked.
 */
import { readFile, writeFile } from "node:fs/promises";
import { execa } from "execa";
import { z } from "zod";
import { projectFolder } from "../sandbox/engine/folders.ts";

interface Entry {
  version?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const CPUS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const file = `${projectFolder}/package-lock.json`;
const lock = JSON.parse(await readFile(file, "utf8")) as { packages: Record<string, Entry> };
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (path in lock.packages || !platform || !/^\d/.test(version)) continue;
    lock.packages[path] = { version, ...platform, ...(entry.dev && { dev: true }), optional: true };
    added++;
  }
}
const published = z.object({ "dist.integrity": z.string(), license: z.string().optional() });
for (const [path, entry] of Object.entries(lock.packages)) {
  const name = path.split("node_modules/").at(-1);
  if (!name || entry.link || entry.integrity || !path.includes("node_modules/")) continue;
  const { stdout } = await execa("npm", [
    "view",
    `${name}@${entry.version}`,
    "dist.integrity",
    "license",
    "--json",
  ]);
  const { "dist.integrity": integrity, license } = published.parse(JSON.parse(stdout));
  Object.assign(entry, { integrity, ...(license && { license }) });
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added to package-lock.json`);

/** `@biomejs/cli-linux-x64-musl` is for Linux on x64 with musl. */
function platformOf(name: string): Pick<Entry, "os" | "cpu" | "libc"> | undefined {
  const words = name.split(/[/-]/);
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => CPUS.includes(word));
  if (!os || !cpu) return undefined;
  const libc = os !== "linux" ? undefined : words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return { cpu: [cpu], ...(libc && { libc: [libc] }), os: [os] };
}
