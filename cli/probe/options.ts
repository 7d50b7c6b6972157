import { Command, Option } from "commander";

/** The command line of `probe`, parsed. */
export interface ProbeOptions {
  write?: boolean;
  clean?: boolean;
  identityProvider?: string;
  organization?: string;
  organizationId?: string;
  region?: string;
  flavour?: string;
  url?: string;
  tenant?: string;
  stack?: string;
  json?: boolean;
  save?: string;
  yes?: boolean;
  strict?: boolean;
  cwd?: string;
}

/** The command itself; `onOptions` is its action. */
export function probeCommand(onOptions: (options: ProbeOptions) => Promise<void>): Command {
  return new Command("probe")
    .description(
      "See whether the real services are as this program takes them to be (docs/open-questions.md). Needs no stack. Changes nothing, unless --write is given. The report has no names, ids, addresses or tokens.",
    )
    .option(
      "--write",
      "try what only a write shows, on an API, an application, an identity provider and two app registrations that are made for it and removed again",
    )
    .addOption(
      new Option("--clean", "remove what a --write that was killed has left; look at nothing").conflicts(
        "write",
      ),
    )
    .option("--identity-provider <name>", "the identity provider in Choreo; needed where there are several")
    .option("--organization <handle>", "the organisation's handle; only a token exchange needs it")
    .option("--organization-id <id>", "the organisation's id")
    .addOption(new Option("--region <region>", "of Choreo").choices(["us", "eu"]))
    .addOption(new Option("--flavour <flavour>", "of the control plane").choices(["choreo", "apim"]))
    .option("--url <url>", "of API Manager")
    .option("--tenant <id>", "the directory (tenant) id; default: ARM_TENANT_ID")
    .option("--stack <name>", "take what is not given here from this stack's configuration")
    .option("--json", "print the report as JSON")
    .option("--save <file>", "save the report after it was shown; asks first")
    .option("--yes", "save without asking")
    .option("--strict", "exit code 10 where something could not be seen")
    .option("--cwd <folder>", "folder of the Pulumi program; default: this one")
    .action(onOptions);
}
