import { Command, Option } from "commander";
import { type PlaceOptions, withPlace } from "../survey/options.ts";

/** The command line of `probe`, parsed. */
export interface ProbeOptions extends PlaceOptions {
  write?: boolean;
  clean?: boolean;
  check: string[];
  json?: boolean;
  save?: string;
  yes?: boolean;
  strict?: boolean;
}

/** The command itself; `onOptions` is its action. */
export function probeCommand(onOptions: (options: ProbeOptions) => Promise<void>): Command {
  return withPlace(
    new Command("probe").description(
      "See whether the real services are as this program takes them to be (docs/open-questions.md). Needs no stack. Changes nothing, unless --write is given. The report has no names, ids, addresses or tokens.",
    ),
  )
    .option(
      "--write",
      "try what only a write shows, on an API, an application, an identity provider and two app registrations that are made for it and removed again",
    )
    .addOption(
      new Option("--clean", "remove what a --write that was killed has left; look at nothing").conflicts([
        "write",
        "check",
        "json",
        "save",
        "strict",
      ]),
    )
    .option("--check <number...>", "only these: C7, E1", (value, before: string[]) => [...before, value], [])
    .option("--json", "print the report as JSON")
    .option("--save <file>", "save the report after it was shown; asks first")
    .option("--yes", "save without asking")
    .option("--strict", "exit code 10 where something could not be seen")
    .action(onOptions);
}
