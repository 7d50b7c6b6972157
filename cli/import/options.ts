import { Command } from "commander";
import { type SurveyOptions, withPart, withPlace } from "../survey/options.ts";

/** The command line of `import`, parsed. */
export interface ImportOptions extends Omit<SurveyOptions, "json"> {
  all?: boolean;
  dryRun?: boolean;
  importFile?: string;
  protect: boolean;
  yes?: boolean;
  configFile?: string;
}

/** The command itself; `onOptions` is its action. */
export function importCommand(onOptions: (options: ImportOptions) => Promise<void>): Command {
  const command = new Command("import")
    .description(
      "Take what was made by hand into a stack: writes its settings and its state, and changes nothing in Azure and Choreo.",
    )
    .option("--all", "all APIs and clients of the organisation")
    .option("--dry-run", "say what would be written, and write nothing")
    .option("--import-file <file>", "write the engine's import file there, and do not run it")
    .option("--no-protect", "do not refuse to delete what is imported")
    .option("-y, --yes", "do it without asking")
    .option("--config-file <file>", "stack file elsewhere than beside Pulumi.yaml");
  return withPart(withPlace(command)).action(onOptions);
}
