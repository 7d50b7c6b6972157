/**
 * `npm run package`: the library, compiled, with a manifest of its own, and packed. Node.js strips no types below
 * `node_modules`, so a package cannot be the sources; and the checkout runs without a build, so its own `exports` lead to them.
 * docs/library.md
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const root = join(import.meta.dirname, "..");

interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string>;
  dependencies: Record<string, string>;
  [key: string]: unknown;
}

/**
 * Compiles and packs.
 *
 * @param folder where the package is built; made anew
 * @param flags more of the compiler's
 * @returns the path of the tarball, in the folder `destination`
 */
export async function packLibrary(
  folder: string,
  destination: string,
  flags: readonly string[] = [],
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const config = join(import.meta.dirname, "tsconfig.package.json");
  await execa("tsc", ["-p", config, "--outDir", folder, ...flags], {
    cwd: root,
    preferLocal: true,
    localDir: root,
  });
  const source = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  const manifest = libraryManifest(source, await importedPackages(folder));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
  await cp(join(root, "docs", "library.md"), join(folder, "README.md"));
  const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", destination, folder]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(destination, filename);
}

/** The manifest of the compiled library: of this repository's what concerns it, with Pulumi's packages as peers. */
export function libraryManifest(source: Manifest, imported: readonly string[]): Record<string, unknown> {
  const { name, version, description, license, type, repository } = source;
  const versionOf = (each: string) => {
    const found = source.dependencies[each];
    if (!found) throw new Error(`The library imports ${each}, which is no dependency in package.json.`);
    return `^${found}`;
  };
  const pick = (names: readonly string[]) => Object.fromEntries(names.map((each) => [each, versionOf(each)]));
  const isPeer = (each: string) => each.startsWith("@pulumi/");
  const typesOf = (file: string) => file.replace(/\.ts$/, ".d.ts");
  const compiled = (file: string) =>
    file.endsWith(".ts") ? { types: typesOf(file), default: file.replace(/\.ts$/, ".js") } : file;
  return {
    name,
    version,
    description,
    license,
    repository,
    type,
    // `require` of an ES module: `__provider`, and programs that are CommonJS.
    engines: { node: ">=22.12" },
    // Pulumi's own template for TypeScript resolves types as Node.js 10 did, which knows no `exports`.
    types: typesOf(source.exports["."] ?? ""),
    typesVersions: {
      "*": Object.fromEntries(
        Object.entries(source.exports)
          .filter(([path, file]) => path !== "." && file.endsWith(".ts"))
          .map(([path, file]) => [path.replace("./", ""), [typesOf(file)]]),
      ),
    },
    exports: Object.fromEntries(Object.entries(source.exports).map(([path, file]) => [path, compiled(file)])),
    dependencies: pick(imported.filter((each) => !isPeer(each))),
    // One instance of each in a program: their resources and outputs are compared by identity.
    peerDependencies: pick(imported.filter(isPeer)),
  };
}

/** The packages that compiled files and their types import, statically or later; sorted. */
async function importedPackages(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(js|d\.ts)$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?:from |import\()"((?:@[\w.-]+\/)?[\w.-]+)[^"]*"/g)].map(([, each = ""]) => each),
  );
  return [...new Set(names)]
    .filter((each) => !builtinModules.includes(each) && !/^[.#]|^node$/.test(each))
    .sort();
}

if (process.argv[1] === import.meta.filename) {
  // Elsewhere: in the checkout there would be two packages of one name.
  const folder = await mkdtemp(join(tmpdir(), "package-"));
  const tarball = await packLibrary(folder, root).finally(() => rm(folder, { recursive: true, force: true }));
  console.log(`${tarball}\nPublish it, with the owner's account: npm publish ${tarball}`);
}
