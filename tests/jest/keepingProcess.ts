import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** What a test file changes of the process does not outlive it. */
export async function keepingProcess<T>(work: () => Promise<T>): Promise<T> {
  const { env } = process;
  const [variables, folder, certificates] = [{ ...env }, process.cwd(), getCACertificates("default")];
  const { fetch } = globalThis;
  try {
    return await work();
  } finally {
    process.env = env;
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
    Object.assign(env, variables);
    if (process.cwd() !== folder) process.chdir(folder);
    setDefaultCACertificates(certificates);
    globalThis.fetch = fetch;
  }
}
