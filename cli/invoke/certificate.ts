import { generate } from "selfsigned";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A certificate for `localhost` that lives as long as this process; its key is never written to disk. Browsers warn of it once,
 * which is honest: nobody vouches for it.
 */
export async function throwAwayCertificate(): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + DAY_MS),
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key, cert };
}
