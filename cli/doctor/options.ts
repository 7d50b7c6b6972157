import { Command } from "commander";

/** The command line of `doctor`, parsed. */
export interface DoctorOptions {
  stack: string;
  cwd?: string;
  json?: boolean;
}

/** The command itself; `onOptions` is its action. */
export function doctorCommand(onOptions: (options: DoctorOptions) => Promise<void>): Command {
  return new Command("doctor")
    .description(
      "Look at every link between a client and the APIs it uses, in Entra and in Choreo. Changes nothing.",
    )
    .requiredOption("--stack <name>", "the Pulumi stack")
    .option("--json", "print the findings as JSON")
    .option("--cwd <folder>", "folder of the Pulumi program; default: this one")
    .action(onOptions);
}
