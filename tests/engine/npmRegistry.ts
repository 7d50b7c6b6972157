import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** What npm sends on `npm publish`, and asks for on `npm install` (npm/registry, docs/responses/package-metadata.md). */
interface Packument {
  name: string;
  "dist-tags": Record<string, string>;
  versions: Record<string, Record<string, unknown>>;
  _attachments?: Record<string, { data: string }>;
}

/**
 * A registry that takes what is published, and has of every package in `packages` no more than name and version: for what npm does with
 * manifests, without a network and without unpacking a hundred packages.
 *
 * @returns `npm`: runs npm in a folder, with this registry and a cache of its own; `env`: for an npm that another program starts
 */
export async function startRegistry(packages: string) {
  const folder = await mkdtemp(join(tmpdir(), "registry-"));
  const known = new Map<string, { packument: Packument; tarball: Buffer }>();
  let url = "";

  const keep = (packument: Packument, tarball: Buffer) => {
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    for (const version of Object.values(packument.versions))
      version.dist = { integrity, tarball: `${url}/-/${encodeURIComponent(packument.name)}.tgz` };
    known.set(packument.name, { packument, tarball });
  };

  /** Of a package that is installed here: nothing in it. */
  const stub = async (name: string) => {
    const { version } = JSON.parse(await readFile(join(packages, name, "package.json"), "utf8"));
    const manifest = { name, version };
    const place = await mkdtemp(join(folder, "stub-"));
    await mkdir(join(place, "package"));
    await writeFile(join(place, "package", "package.json"), JSON.stringify(manifest));
    const { stdout } = await execa("tar", ["-cz", "-C", place, "package"], { encoding: "buffer" });
    keep({ name, "dist-tags": { latest: version }, versions: { [version]: manifest } }, Buffer.from(stdout));
  };

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url?.slice(1) ?? "");
    const name = path.replace(/^-\/(.*)\.tgz$/, "$1");
    if (request.method === "PUT") {
      const { _attachments, ...packument } = JSON.parse(
        Buffer.concat(await request.toArray()).toString(),
      ) as Packument;
      const [{ data }] = Object.values(_attachments ?? {}) as [{ data: string }];
      keep(packument, Buffer.from(data, "base64"));
      response.writeHead(201).end("{}");
      return;
    }
    if (!known.has(name)) await stub(name).catch(() => undefined);
    const found = known.get(name);
    if (!found) response.writeHead(404).end("{}");
    else response.end(path === name ? JSON.stringify(found.packument) : found.tarball);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;

  const env = {
    ...{ npm_config_registry: url, npm_config_cache: join(folder, "cache") },
    ...{ npm_config_audit: "false", npm_config_fund: "false" },
    // npm publishes for nobody without a token.
    [`npm_config_//127.0.0.1:${port}/:_authToken`]: "token",
  };
  return {
    env,
    npm: (args: string[], cwd: string) => execa("npm", args, { cwd, env }),
    stop: async () => {
      await new Promise((stopped) => server.close(stopped).closeAllConnections());
      await rm(folder, { recursive: true, force: true });
    },
  };
}
