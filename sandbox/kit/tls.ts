import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";

/** A server certificate for `localhost`, and the path of the local CA that signed it. */
export interface TlsMaterial {
  key: string;
  cert: string;
  /** PEM of the local CA. */
  ca: string;
  /** File with {@link ca}; goes into `SSL_CERT_FILE` (Go) and `NODE_EXTRA_CA_CERTS` (Node.js). */
  caPath: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_MS = 365 * DAY_MS;

const FILES = { ca: "ca.pem", cert: "localhost.pem", key: "localhost-key.pem", made: "made.txt" };

/**
 * A certificate for `localhost` and 127.0.0.1, signed by a CA made for this folder alone. Kept between runs, so that a person
 * who told a browser to trust the CA has to do so once; made anew when less than a day is left. Safe to call from several
 * processes at once: whoever is first makes it, whole, and the others take that.
 *
 * @param folder has a numbered folder for each certificate, with `ca.pem`, `localhost.pem` and `localhost-key.pem`; the last counts
 */
export async function localTls(folder: string): Promise<TlsMaterial> {
  await mkdir(folder, { recursive: true });
  const last = await newest(folder);
  const current = join(folder, String(last));
  if (await isFresh(current)) return readTls(current);
  const next = join(folder, String(last + 1));
  await make(folder, next);
  return readTls(next);
}

/** Number of the newest certificate; 0 where there is none. */
async function newest(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
  return Math.max(0, ...numbers);
}

async function readTls(folder: string): Promise<TlsMaterial> {
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const [ca, cert, key] = await Promise.all([read(FILES.ca), read(FILES.cert), read(FILES.key)]);
  return { ca, cert, key, caPath: join(folder, FILES.ca) };
}

async function isFresh(folder: string): Promise<boolean> {
  const made = await readFile(join(folder, FILES.made), "utf8").catch(() => "");
  const age = Date.now() - Date.parse(made);
  return age >= 0 && age < VALID_MS - DAY_MS;
}

/** Renaming onto a folder that has content fails, and none is ever removed: so whoever comes second finds the first one's whole. */
async function make(folder: string, place: string): Promise<void> {
  const fresh = await mkdtemp(join(folder, "making-"));
  const { ca, cert, key } = await certificates();
  await writeFile(join(fresh, FILES.ca), ca);
  await writeFile(join(fresh, FILES.cert), cert);
  await writeFile(join(fresh, FILES.key), key, { mode: 0o600 });
  await writeFile(join(fresh, FILES.made), new Date().toISOString());
  await rename(fresh, place).catch(async (error: NodeJS.ErrnoException) => {
    await rm(fresh, { recursive: true, force: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST" && error.code !== "EPERM") throw error;
  });
}

async function certificates(): Promise<{ ca: string; cert: string; key: string }> {
  const notBeforeDate = new Date(Date.now() - DAY_MS);
  const notAfterDate = new Date(Date.now() + VALID_MS);
  const common = { keySize: 2048, algorithm: "sha256", notBeforeDate, notAfterDate } as const;
  // Two CAs of one name would hide each other where both are trusted.
  const ca = await generate([{ name: "commonName", value: `choreo-azuread sandbox CA ${randomUUID()}` }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { ca: ca.cert, cert: leaf.cert, key: leaf.private };
}
