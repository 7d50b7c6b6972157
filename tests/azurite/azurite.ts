import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { cacheFolder } from "../../sandbox/engine/folders.ts";
import { freePort } from "../cli/free-port.ts";

const VERSION = "3.37.0";

/** Azurite's documented account; its key is public and opens nothing but an emulator. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const API_VERSION = "2021-12-02";

/**
 * Installs Azurite, the Azure Storage emulator, into the cache folder: 186 MB that only this test needs.
 *
 * @returns the script that starts its blob service
 */
async function install(): Promise<string> {
  const folder = join(cacheFolder, `azurite-${VERSION}`);
  const script = join(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
  if (existsSync(script)) return script;
  await mkdir(cacheFolder, { recursive: true });
  // Whole or not at all: a script without its dependencies would be taken for an installation ever after.
  const half = await mkdtemp(`${folder}-`);
  try {
    const flags = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error"];
    await execa("npm", ["install", "--prefix", half, ...flags, `azurite@${VERSION}`]);
    await rename(half, folder).catch(async (cause) => {
      if (!existsSync(script)) throw cause;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return script;
}

/**
 * Starts a blob service on the loopback interface.
 *
 * @returns `container`: makes one and tells what a Pulumi run needs to keep its state there, and the names of the blobs in it; `stop()`
 */
export async function startAzurite(folder: string) {
  const script = await install();
  const port = await freePort();
  // `--loose` is not given: what real Azure refuses is to be refused here. Telemetry would leave the machine.
  const azurite = execa(
    process.execPath,
    [
      script,
      ...["--blobHost", "127.0.0.1", "--blobPort", String(port), "--location", folder],
      ...["--silent", "--disableTelemetry", "--skipApiVersionCheck"],
    ],
    { reject: false, all: true },
  );
  let ended = false;
  azurite.then(() => {
    ended = true;
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    azurite.kill();
    await azurite;
  };
  try {
    await untilAnswering(url, () => ended);
  } catch (cause) {
    await stop();
    throw new Error(`Azurite did not start: ${(await azurite).all}`, { cause });
  }
  async function container(name: string) {
    await send(url, "PUT", name, { restype: "container" });
    return {
      /** As real Azure's `azblob://CONTAINER?storage_account=ACCOUNT`, and where the emulator is. */
      backendUrl: `azblob://${name}?storage_account=${ACCOUNT}&domain=127.0.0.1:${port}&protocol=http&localemu=true`,
      env: {
        AZURE_STORAGE_ACCOUNT: ACCOUNT,
        AZURE_STORAGE_KEY: KEY,
      },
      /** A key that lets its holder do no more than these: `rl` is what *Storage Blob Data Reader* may, read and list. */
      sharedAccess: (permissions: string) => sharedAccess(name, permissions),
      /** Names of all blobs in the container. */
      blobs: async () => {
        const xml = await send(url, "GET", name, { comp: "list", restype: "container" });
        return [...xml.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, found]) => found as string);
      },
    };
  }
  return { container, stop };
}

/** A service SAS for a container (learn.microsoft.com/rest/api/storageservices/create-service-sas, version 2020-12-06 and later). */
function sharedAccess(container: string, permissions: string): string {
  const fields = { sp: permissions, se: "2099-01-01T00:00:00Z", sv: API_VERSION, sr: "c" };
  const toSign = [
    fields.sp,
    "",
    fields.se,
    `/blob/${ACCOUNT}/${container}`,
    ...["", "", ""],
    fields.sv,
    fields.sr,
    ...["", "", "", "", "", "", ""],
  ].join("\n");
  const sig = createHmac("sha256", Buffer.from(KEY, "base64")).update(toSign).digest("base64");
  return new URLSearchParams({ ...fields, sig }).toString();
}

async function untilAnswering(url: string, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    if (hasEnded()) throw new Error("it ended");
    // Any answer will do: without a signature it is a 403.
    const answer = await fetch(`${url}/${ACCOUNT}`).catch(() => undefined);
    if (answer) return;
    await delay(100);
  }
}

/**
 * A request with a Shared Key signature
 * (learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key): eleven empty standard headers, the `x-ms-` headers,
 * the path with the account twice, because the emulator has it in the path, and the sorted query.
 */
async function send(
  url: string,
  method: string,
  container: string,
  query: Record<string, string>,
): Promise<string> {
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": API_VERSION };
  const toSign = [
    method,
    ...Array.from({ length: 11 }, () => ""),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    `/${ACCOUNT}/${ACCOUNT}/${container}`,
    ...Object.entries(query).map(([name, value]) => `${name}:${value}`),
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(KEY, "base64")).update(toSign).digest("base64");
  const response = await fetch(`${url}/${ACCOUNT}/${container}?${new URLSearchParams(query)}`, {
    method,
    headers: { ...headers, authorization: `SharedKey ${ACCOUNT}:${signature}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${container}: ${response.status} ${text}`);
  return text;
}
