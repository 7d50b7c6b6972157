import { Command, InvalidArgumentError, Option } from "commander";

/** Which organisation and tenant, for tools that need no stack. */
export interface PlaceOptions {
  identityProvider?: string;
  organization?: string;
  organizationId?: string;
  region?: string;
  flavour?: string;
  url?: string;
  tenant?: string;
  stack?: string;
  cwd?: string;
  configFile?: string;
}

/** The command line of `survey`, parsed. */
export interface SurveyOptions extends PlaceOptions {
  api: string[];
  client: string[];
  pair: Map<string, string>;
  json?: boolean;
}

/** Adds the options of {@link PlaceOptions}. */
export function withPlace(command: Command): Command {
  return command
    .option("--identity-provider <name>", "the identity provider in Choreo; needed where there are several")
    .option("--organization <handle>", "the organisation's handle; only a token exchange needs it")
    .option("--organization-id <id>", "the organisation's id")
    .addOption(new Option("--region <region>", "of Choreo").choices(["us", "eu"]))
    .addOption(new Option("--flavour <flavour>", "of the control plane").choices(["choreo", "apim"]))
    .option("--url <url>", "of API Manager")
    .option("--tenant <id>", "the directory (tenant) id; default: ARM_TENANT_ID")
    .option("--stack <name>", "take what is not given here from this stack's configuration")
    .option("--cwd <folder>", "folder of the Pulumi program; default: this one");
}

/** The command itself; `onOptions` is its action. */
export function surveyCommand(onOptions: (options: SurveyOptions) => Promise<void>): Command {
  const command = new Command("survey").description(
    "Look at a whole organisation and tenant, made by whomever: which API and registration, which client and application belong together, which chains hold and which are broken. Needs no stack. Changes nothing.",
  );
  return withPart(withPlace(command)).option("--json", "print the report as JSON").action(onOptions);
}

/** Adds what says which part of it is looked at. */
export function withPart(command: Command): Command {
  return command
    .option("--api <name...>", "only this API", list, [])
    .option("--client <name...>", "only this application of the Developer Portal", list, [])
    .option(
      "--pair <api=client id...>",
      "which registration stands for an API, where several could",
      pairs,
      new Map(),
    );
}

function list(value: string, before: string[]): string[] {
  return [...before, value];
}

function pairs(value: string, before: Map<string, string>): Map<string, string> {
  const [, api, id] = /^(.+)=([^=]+)$/.exec(value) ?? [];
  if (!api || !id) throw new InvalidArgumentError('It is written "API=client id".');
  return new Map([...before, [api, id]]);
}
