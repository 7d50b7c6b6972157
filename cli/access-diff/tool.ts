import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import type { AccessModel } from "../../access/index.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { fileToWrite } from "../shared/files.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { compare } from "./compare.ts";
import { exportState, runPreview } from "./engine.ts";
import { code, list } from "./escape.ts";
import { type Preview, readEventLog } from "./events.ts";
import { toJson } from "./json.ts";
import { toMarkdown } from "./markdown.ts";
import { modelsOf } from "./models.ts";
import { withoutValues } from "./redact.ts";
import { type LastState, readState } from "./state.ts";
import type { AccessDiff } from "./types.ts";

interface Options {
  stack: string;
  json?: boolean;
  previewFile?: string;
  stateFile?: string;
  output?: string;
  policyPack?: string;
  policyPackConfig?: string;
  savePlan?: string;
  configFile?: string;
  cwd?: string;
  expiryDays: number;
}

export interface ToolContext {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv;
  now?: Date;
}

/**
 * `npm run access-diff -- --stack S`: who gains and who loses access when the stack is brought up.
 *
 * @returns the exit code; docs/pull-requests.md lists them
 */
export async function accessDiffTool(args: string[], context: ToolContext): Promise<number> {
  const options = parseOptions(args, context.terminal);
  const diff = await accessDiff(options, context);
  const text = options.json ? toJson(diff) : toMarkdown(diff);
  if (options.output) await writeFile(options.output, text);
  else context.terminal.out(text.trimEnd());
  return exitCodes.ok;
}

async function accessDiff(
  options: Options,
  { env = process.env, now = new Date() }: ToolContext,
): Promise<AccessDiff> {
  // The state first: it is quick, and an unknown stack is told without a preview.
  const state = options.stateFile
    ? readState(await readInput(options.stateFile), options.stateFile)
    : await exportState({ ...options, env });
  const preview = options.previewFile
    ? readEventLog(await readInput(options.previewFile), options.previewFile)
    : await runPreview({ ...options, env });
  refuseFailure(preview, options.stack, env);
  const models = modelsOf(state, preview);
  return compare({
    stack: options.stack,
    ...models,
    steps: preview.steps,
    protection: preview.protection,
    secrets: state.secrets,
    now,
    expiryDays: options.expiryDays,
    notes: [...notesOn(options.stack, state, models.after), ...notesOnPlaces(state, preview)],
  });
}

/** How the engine ends after what it said already. */
const GENERIC_FAILURE = "preview failed";

function refuseFailure(preview: Preview, stack: string, env: NodeJS.ProcessEnv): void {
  const told = preview.errors.filter((each) => each !== GENERIC_FAILURE);
  const [first, ...more] = (told.length > 0 ? told : preview.errors).map((each) => withoutValues(each, env));
  if (first !== undefined)
    throw new CliError(
      "preview",
      [`The preview of "${stack}" failed:`, first, ...more].join("\n"),
      "Nothing was changed. Set right what it names and run it again.",
    );
  if (!preview.complete || preview.access === undefined)
    throw new CliError(
      "preview",
      `The preview of "${stack}" ended before it told the output "access".`,
      "Nothing was changed. Run it again; a recorded preview must hold the whole event log.",
    );
}

function notesOn(
  stack: string,
  { resources, outputs, pending, behind }: LastState,
  { unplaced = [] }: AccessModel,
): string[] {
  if (resources === 0) return ["Nothing is deployed yet: everything below is new."];
  return [
    ...(outputs.access === undefined
      ? [
          "No `pulumi up` of this stack has finished yet. What is in its state, made or imported, counts as there already.",
        ]
      : []),
    ...(pending.length > 0
      ? [
          `A run was cut off while it worked on ${list(pending.map(code))}: whether that is there is not known. \`npm run recover -- --stack ${stack}\` finds out.`,
        ]
      : []),
    ...(behind.length > 0
      ? [
          `The permissions of ${list(behind.map(code))} are saved and not deployed: what is told below starts from what runs at the gateways.`,
        ]
      : []),
    ...(unplaced.length > 0
      ? [
          `What ${list(unplaced.map(code))} ${unplaced.length > 1 ? "give" : "gives"} is not told below: it belongs to no API and client of this program.`,
        ]
      : []),
  ];
}

/** Nothing of a control plane is read here; what the program looked up, it looked up where the configuration says. */
function notesOnPlaces(state: LastState, preview: Preview): string[] {
  const names = [...new Set([...state.placed.map(({ name }) => name), ...preview.placed])].sort();
  return names.length > 0
    ? [
        `The argument \`controlPlane\` puts ${list(names.map(code))} into another control plane, which was not looked at: what is told of it is what the state and the preview say.`,
      ]
    : [];
}

async function readInput(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CliError("usage", `Can't read ${file}: ${(cause as NodeJS.ErrnoException).code}.`, undefined, {
      cause,
    });
  }
}

function parseOptions(args: string[], terminal: Terminal): Options {
  const command = new Command("access-diff")
    .description(
      "Tells who gains and who loses access when a stack is brought up, from its preview and its last state.",
    )
    .requiredOption("-s, --stack <name>", "the stack")
    .option("--json", "write JSON instead of Markdown")
    .option("-o, --output <file>", "write to a file instead of standard output", fileToWrite)
    .option("--preview-file <file>", "a recorded event log instead of a preview")
    .option("--state-file <file>", 'what "pulumi stack export" wrote instead of the stack\'s state')
    .option(
      "--policy-pack <folder>",
      "run this policy pack with the preview; a violation is a failed preview",
    )
    .option("--policy-pack-config <file>", "JSON file that sets the pack's rules")
    .option(
      "--save-plan <file>",
      "write the update plan of the same preview, for pulumi up --plan",
      fileToWrite,
    )
    .option("--config-file <file>", "stack file elsewhere than beside Pulumi.yaml")
    .option("--cwd <folder>", "folder with Pulumi.yaml")
    .option("--expiry-days <days>", "mention secrets that end within so many days", wholeNumber, 30);
  return speakThrough(terminal, command).parse(args, { from: "user" }).opts<Options>();
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new CliError("usage", `--expiry-days takes a whole number of days, not "${text}".`);
}
