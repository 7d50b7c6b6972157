import { Command, InvalidArgumentError, Option } from "commander";
import { PATIENCE } from "./call.ts";

/** The command line of `invoke`, parsed. */
export interface InvokeOptions {
  stack: string;
  cwd?: string;
  client: string;
  api: string;
  operation: string;
  scope: string[];
  data?: string;
  pathParam: [string, string][];
  query: [string, string][];
  header: [string, string][];
  environment?: string;
  url?: string;
  curl?: boolean;
  headless?: boolean;
  user?: string;
  paste?: boolean;
  port?: number;
  /** Seconds. */
  timeout: number;
  /** Seconds. */
  patience: number;
  json?: boolean;
}

/** The command itself; `onOptions` is its action. */
export function invokeCommand(onOptions: (options: InvokeOptions) => Promise<void>): Command {
  return new Command("invoke")
    .description("Sign in and call one operation of an API through the gateway.")
    .requiredOption("--stack <name>", "the Pulumi stack")
    .requiredOption("--client <key>", "the client, by its key in the settings")
    .requiredOption("--api <key>", "the API, by its key in the settings")
    .requiredOption("--operation <operation>", 'verb and target: "POST /books"')
    .option(
      "--scope <permission...>",
      "ask for these permissions; default: all that the client uses of the API",
      [],
    )
    .option("--data <json>", "request body", json)
    .option("--path-param <name=value>", "value of a {name} in the target (repeatable)", pairs("="), [])
    .option("--query <name=value>", "query parameter (repeatable)", pairs("="), [])
    .option("--header <name: value>", "request header (repeatable)", pairs(":"), [])
    .option("--environment <name>", "gateway environment; default: the first")
    .option("--url <base>", "base URL of the API, instead of the stack's")
    .option("--curl", "print the guide's curl commands instead, with placeholders for secrets")
    .option("--paste", "don't listen: paste the address that the browser ends at")
    .addOption(
      new Option("--headless", "sign in without a browser; sandbox only").conflicts(["paste", "curl"]),
    )
    .option("--user <upn>", "who signs in")
    .option("--port <number>", "listen on this port; a redirect URI must allow it", whole(1, 65_535))
    .option("--timeout <seconds>", "how long to wait for the person", whole(1, 86_400), 300)
    .option(
      "--patience <seconds>",
      "how long to try again while the gateway, or Entra with a new client secret, has not caught up",
      whole(0, 3600),
      PATIENCE,
    )
    .option("--json", "print the result as one JSON object")
    .option("--cwd <folder>", "folder of the Pulumi program; default: this one")
    .action(onOptions);
}

function json(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}`);
  }
}

function pairs(separator: string) {
  return (text: string, before: [string, string][]): [string, string][] => {
    const at = text.indexOf(separator);
    if (at < 1) throw new InvalidArgumentError(`Write it as name${separator}value.`);
    return [...before, [text.slice(0, at).trim(), text.slice(at + 1).trim()]];
  };
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
