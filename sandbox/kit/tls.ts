import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
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

/**
 * A certificate for `localhost` and 127.0.0.1, signed by a CA made for this folder alone. Kept between runs, so that a person
 * who told a browser to trust the CA has to do so once; made anew when less than a day is left.
 *
 * @param folder where `ca.pem`, `localhost.pem` and `localhost-key.pem` are kept
 */
export async function localTls(folder: string): Promise<TlsMaterial> {
  const paths = {
    ca: join(folder, "ca.pem"),
    cert: join(folder, "localhost.pem"),
    key: join(folder, "localhost-key.pem"),
    made: join(folder, "made.txt"),
  };
  if (!(await isFresh(paths.made))) await make(folder, paths);
  const [ca, cert, key] = await Promise.all(
    [paths.ca, paths.cert, paths.key].map((path) => readFile(path, "utf8")),
  );
  return { ca: ca as string, cert: cert as string, key: key as string, caPath: paths.ca };
}

async function isFresh(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const age = Date.now() - Date.parse(await readFile(path, "utf8"));
  return age >= 0 && age < VALID_MS - DAY_MS;
}

async function make(
  folder: string,
  paths: { ca: string; cert: string; key: string; made: string },
): Promise<void> {
  const notBeforeDate = new Date(Date.now() - DAY_MS);
  const notAfterDate = new Date(Date.now() + VALID_MS);
  const common = { keySize: 2048, algorithm: "sha256", notBeforeDate, notAfterDate } as const;
  const ca = await generate([{ name: "commonName", value: "choreo-azuread sandbox CA" }], {
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
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(paths.ca, ca.cert);
  await writeFile(paths.cert, leaf.cert);
  await writeFile(paths.key, leaf.private, { mode: 0o600 });
  await writeFile(paths.made, new Date().toISOString());
}
