import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import { importTool } from "../../cli/import/tool.ts";
import { runTool } from "../../cli/shared/run.ts";
import { projectFolder, type Stack } from "../../sandbox/engine/index.ts";
import { makeByHand } from "../../sandbox/hand-made/index.ts";
import * as seed from "../../sandbox/seed.ts";
import { listening } from "../cli/listening.ts";
import { sharedByTests } from "../lifetimes.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

const { organization, organizationId, identityProviders } = seed.choreo;
/** Of a stack that has nothing yet. */
export const emptyConfig = {
  "azuread:tenantId": seed.entra.tenantId,
  "choreo-azuread:choreo": { organization, organizationId, identityProvider: identityProviders.v2.name },
};

/** Runs the import into a stack, without asking. */
export async function importInto(stack: Stack, ...more: string[]) {
  const { terminal, said } = listening();
  setDefaultCACertificates([readFileSync(stack.env.NODE_EXTRA_CA_CERTS as string, "utf8")]);
  const where = ["--stack", stack.name, "--cwd", projectFolder, "--config-file", stack.configFile];
  const code = await runTool(
    () => importTool([...where, ...more, "--yes"], { terminal, env: stack.env }),
    terminal,
  );
  return { code, ...said };
}

/** A sandbox whose example was made by hand, for the tests of a file. */
export const useHandMade = (): Sandbox =>
  sharedByTests(async () => {
    const sandbox = await startSandbox();
    setDefaultCACertificates([sandbox.tls.ca]);
    await makeByHand(sandbox);
    return sandbox;
  });
