import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { format } from "node:util";
import type { Run } from "../../sandbox/engine/index.ts";

const PERSONAL = /^(ARM_|AZURE_|AZUREAD_|CHOREO_)/;

/** Works with these variables and without those of the person who runs the tests, as a process of its own would. */
export async function inEnvironment<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  for (const name of Object.keys(before)) if (PERSONAL.test(name)) delete process.env[name];
  Object.assign(process.env, env);
  trust(env.NODE_EXTRA_CA_CERTS ?? env.SSL_CERT_FILE);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

const trusted = new Set<string>();

/** It stays trusted: to change the list of certificates takes a tenth of a small run. */
function trust(file: string | undefined): void {
  const certificate = file && readFileSync(file, "utf8");
  if (!certificate || trusted.has(certificate)) return;
  trusted.add(certificate);
  setDefaultCACertificates([...getCACertificates("default"), certificate]);
}

/** What a program and its providers print is shown with the rest. */
export function toOutput(run: Run): () => void {
  const names = ["log", "info", "warn", "error"] as const;
  const before = names.map((name) => console[name]);
  for (const name of names)
    console[name] = (...args: unknown[]) => {
      run.output += `${format(...args)}\n`;
    };
  return () => {
    for (const [index, name] of names.entries()) console[name] = before[index] as typeof console.log;
  };
}
