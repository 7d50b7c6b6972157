import { join } from "node:path";
import { projectFolder, pulumiHome, SANDBOX_PASSPHRASE } from "./engine/index.ts";
import * as seed from "./seed.ts";

/**
 * What to type in another terminal so that a plain Pulumi CLI works on the running emulators, to the letter.
 *
 * @param at.env the environment of a Pulumi run
 * @param at.envFile absolute path of the file that holds it, if there is one
 * @param at.state folder for the stack's state
 * @param at.configFile the stack file, where it is not Pulumi.local.yaml
 */
export function howToUse({
  env,
  envFile,
  state,
  configFile,
}: {
  env: Record<string, string>;
  envFile: string | undefined;
  state: string;
  configFile: string | undefined;
}): string {
  const lines = [
    ...environmentLines(env, envFile),
    ...stateLines(state),
    `export PATH=${quote(join(projectFolder, "node_modules", ".bin"))}:"$PATH"     # a Node.js that runs TypeScript`,
    "pulumi stack init local --no-select",
    `pulumi up --stack local${configFile ? ` --config-file ${quote(configFile)}` : ""}`,
  ];
  return `
In another terminal:

${lines.map((line) => `  ${line}`).join("\n")}

${standIns}

${whoCanSignIn}
${configFile ? "\nThat stack file is Pulumi.local.yaml with another choreo object: flavour: apim, url and identityProvider.\n" : ""}
Without a Pulumi CLI of your own, write \`npm run pulumi --\` for \`pulumi\`. Ctrl-C here ends it.`;
}

/** What to type so that the world that was made by hand is surveyed and taken into a stack, as docs/adopting.md has it. */
export function howToAdopt({
  env,
  envFile,
  state,
}: {
  env: Record<string, string>;
  envFile: string | undefined;
  state: string;
}): string {
  const { organizationId, identityProviders } = seed.choreo;
  const lines = [
    ...environmentLines(env, envFile),
    ...stateLines(state),
    `npm run survey -- --identity-provider ${identityProviders.v2.name} --organization-id ${organizationId}`,
    "npm run pulumi -- stack init live",
    "npm run import -- --stack live --all",
    "npm run access-diff -- --stack live",
    "npm run pulumi -- up --stack live",
  ];
  return `
APIs, registrations and clients as people make them by hand are in it, some of them broken. In another terminal:

${lines.map((line) => `  ${line}`).join("\n")}

${standIns}

${whoCanSignIn}

Ctrl-C here ends it; Pulumi.live.yaml stays, and is yours to delete.`;
}

/** Where Pulumi keeps what it knows of a stack. */
function stateLines(state: string): string[] {
  return [
    `export PULUMI_BACKEND_URL=${quote(`file://${state}`)}     # gone when this ends, as all that the emulators remember`,
    `export PULUMI_CONFIG_PASSPHRASE=${SANDBOX_PASSPHRASE}     # the one of Pulumi.local.yaml`,
  ];
}

function environmentLines(env: Record<string, string>, envFile: string | undefined): string[] {
  const services = envFile
    ? [`set -a; . ${quote(envFile)}; set +a`]
    : Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}`);
  return [`cd ${quote(projectFolder)}`, ...services];
}

const { ada, grace, eve } = seed.entra.users;

/** The people of the seed, and their password. */
export const whoCanSignIn = `To sign in: ${ada.userPrincipalName} (assigned), ${grace.userPrincipalName} (through her group) or
${eve.userPrincipalName} (not assigned); the password of each is ${seed.entra.password}.`;

/** As a word of the shell. */
export function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

const standIns = `Pulumi downloads the published provider plugins. Where it cannot, take this project's stand-ins:

  export PULUMI_HOME=${quote(pulumiHome)}`;
