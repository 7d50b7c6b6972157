import { Command } from "commander";

/** The command line of `openapi-check`, parsed. */
export interface OpenapiCheckOptions {
  stack: string;
  api: string;
  patch?: boolean;
  json?: boolean;
  cwd?: string;
}

/** The command itself; `onOptions` is its action. */
export function openapiCheckCommand(
  onOptions: (file: string, options: OpenapiCheckOptions) => Promise<void>,
): Command {
  return new Command("openapi-check")
    .description(
      "Compare a component's OpenAPI document with what Choreo has deployed of its API and with a stack's settings, in terms of access. Choreo is the one of the settings. Changes nothing in either service, and says what it compared with.",
    )
    .argument("<file>", "the document; a relative path is seen from where you are")
    .requiredOption("--stack <name>", "the Pulumi stack; its file is read, its state is not")
    .requiredOption("--api <key>", "the API's key in the stack's settings")
    .option(
      "--patch",
      "write the permissions and the security of operations into the file, keeping its form and comments",
    )
    .option("--json", "print the differences as JSON")
    .option("--cwd <folder>", "folder of the Pulumi program; default: this one")
    .action(onOptions);
}
