import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Each names one file: the sandbox's, and no longer that of the company whose proxy signs what npm and Pulumi download. */
const VARIABLES = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] as const;

/**
 * The sandbox's environment for the user's own terminal: where these variables name certificates already, they go on being
 * trusted there.
 *
 * @param folder where the files are written that hold both
 */
export async function withOwnTrust(
  env: Record<string, string>,
  folder: string,
  own: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const both = { ...env };
  for (const name of VARIABLES) {
    const ca = await readFile(env[name] ?? "", "utf8");
    const others = await readFile(own[name] ?? "", "utf8").catch(() => ca);
    if (others.includes(ca.trim())) continue;
    const file = join(folder, `${name}.pem`);
    await writeFile(file, `${ca.trimEnd()}\n${others}`);
    both[name] = file;
  }
  return both;
}
