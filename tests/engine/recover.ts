import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import { expect } from "@jest/globals";
import { recoverTool } from "../../cli/recover/tool.ts";
import type { Terminal } from "../../cli/shared/run.ts";
import { projectFolder, type Stack } from "../../sandbox/engine/index.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { listening } from "../cli/listening.ts";
import { guideStack, plain } from "./guideStack.ts";

/**
 * The one command that the messages name, on this stack, whose configuration lies elsewhere.
 *
 * @param more what else the message says, or nothing
 * @returns what it says
 */
export async function recover(stack: Stack, ...more: string[]): Promise<string> {
  const { code, said } = await recoverTerminal(stack, undefined, "--yes", ...more);
  if (code !== 0) throw new Error(said.err);
  return said.out;
}

/** The same where somebody is asked. */
export async function recoverTerminal(stack: Stack, confirm: Terminal["confirm"], ...more: string[]) {
  const { terminal, said } = listening();
  // As NODE_EXTRA_CA_CERTS does for a new process; this CA alone, since those of other sandboxes have its name and other keys.
  setDefaultCACertificates([readFileSync(stack.env.NODE_EXTRA_CA_CERTS as string, "utf8")]);
  const args = ["--stack", stack.name, "--cwd", projectFolder, "--config-file", stack.configFile, ...more];
  return { code: await recoverTool(args, { terminal: { ...terminal, confirm }, env: stack.env }), said };
}

/** The guide's stack with a pre-authorised client and an administrator's consent: a resource of every kind. */
export const wholeGuide = plain(
  guideStack({ books: { preAuthorized: ["storefront"] }, storefront: { adminConsent: true } }),
);

interface Entra {
  applications: { displayName: string; passwordCredentials?: unknown[] }[];
}

/** Each object once, and nothing that a run had not finished: the API's registration, and of each client one with one secret. */
export function expectNoDuplicates(sandbox: Sandbox, clients = ["storefront"]) {
  const { applications } = sandbox.entra.state() as unknown as Entra;
  const ours = applications.filter(({ displayName }) => /\(test\)$|^TERRAFORM_UPDATE/.test(displayName));
  expect(ours.map(({ displayName }) => displayName).sort()).toEqual(
    ["books", ...clients].map((name) => `${name} (test)`).sort(),
  );
  const secrets = ours.flatMap(({ passwordCredentials = [] }) => passwordCredentials);
  expect(secrets).toHaveLength(clients.length);
}
