import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { inStack, repair } from "../../shared/repair.ts";
import { cutToFit } from "../access-diff/cut.ts";
import { type EngineOptions, exportState, runDrift } from "../access-diff/engine.ts";
import { code } from "../access-diff/escape.ts";
import { gravestStepsFirst } from "../access-diff/gravity.ts";
import { LIMIT, resourceTable } from "../access-diff/markdown.ts";
import { withoutValues } from "../access-diff/redact.ts";
import type { ResourceStep } from "../access-diff/types.ts";
import { choreoReaders } from "../doctor/choreo-readers.ts";
import { elsewhereOf, type Placed } from "../doctor/elsewhere.ts";
import { findSurplus } from "../doctor/surplus.ts";
import { makeWorld } from "../doctor/tool.ts";
import { azureEnvironment } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { fileToWrite } from "../shared/files.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, readStackOutputs } from "../shared/stack.ts";

/**
 * `npm run drift -- --stack S`: whether somebody changed in Azure or Choreo what the program keeps, or let somebody in besides. Names
 * only, never values.
 *
 * @returns 0 without drift, `exitCodes.drift` with; by `--strict` `exitCodes.unseen` where nobody knows
 */
export async function driftTool(
  args: string[],
  { terminal, env = process.env }: { terminal: Terminal; env?: NodeJS.ProcessEnv },
): Promise<number> {
  const options = parseOptions(args, terminal);
  // First of all: it is quick, and it tells an unknown stack.
  const state = await exportState({ ...options, env });
  if (state.resources === 0) {
    if (options.json) terminal.out(driftJson(options.stack, [], { surplus: [], unseen: [] }).trimEnd());
    else terminal.out(`Nothing is deployed in "${options.stack}": there is nothing that could drift.`);
    return exitCodes.ok;
  }
  const { steps, errors, complete } = await runDrift({ ...options, env });
  if (errors.length > 0 || !complete)
    throw new CliError(
      "preview",
      [`The refresh of "${options.stack}" failed:`, ...errors.map((each) => withoutValues(each, env))].join(
        "\n",
      ),
      "Nothing was changed. Set right what it names and run it again.",
    );
  const besides = await lookBesides(options, state.placed, env);
  const report = options.json
    ? driftJson(options.stack, steps, besides)
    : driftReport(options.stack, steps, besides);
  // Also where the report goes to a file that nobody opens, because there is no drift.
  if (besides.unseen.length > 0) terminal.err(`${NOT_LOOKED_AT}: ${besides.unseen.join(", ")}.`);
  if (options.output) await writeFile(options.output, report);
  else terminal.out(report.trimEnd());
  if (steps.length + besides.surplus.length > 0) return exitCodes.drift;
  return options.strict && besides.unseen.length > 0 ? exitCodes.unseen : exitCodes.ok;
}

const NOT_LOOKED_AT = "Not looked at, as these credentials may not read it or it is not there";

type Besides = Awaited<ReturnType<typeof findSurplus>>;

/** A refresh compares what the state has; what somebody added beside that is looked for as `npm run doctor` does. */
async function lookBesides(
  { stack, cwd, configFile }: EngineOptions,
  placed: readonly Placed[],
  env: NodeJS.ProcessEnv,
): Promise<Besides> {
  const [outputs, config] = await Promise.all([
    readStackOutputs(stack, { cwd, env }),
    readStackConfig(stack, { cwd, env, configFile, secrets: true }),
  ]);
  return findSurplus(
    outputs,
    await makeWorld(
      outputs,
      choreoReaders(config, env),
      azureEnvironment(config, env),
      elsewhereOf(placed, config, env),
    ),
  );
}

/** The report for programs: names only, as the other. */
export function driftJson(stack: string, steps: ResourceStep[], besides: Besides): string {
  return `${JSON.stringify({ stack, steps: gravestStepsFirst(steps), ...besides }, null, 2)}\n`;
}

/** The report as Markdown: a sentence and a row for each resource, then what is there besides them. */
export function driftReport(stack: string, steps: ResourceStep[], { surplus, unseen }: Besides): string {
  const blind = unseen.length ? `\n${NOT_LOOKED_AT}: ${unseen.map(code).join(", ")}.\n` : "";
  const besides = surplus.length
    ? `\n### Not of ${code(stack)}\n\nGives access and was not made by this stack. Remove it, or name it under \`expected\` in the settings.\n\n${surplus
        .map(({ where, what }) => `- ${where}: ${code(what)}`)
        .join("\n")}\n`
    : "";
  return `${changes(stack, steps, { surplus, unseen })}${besides}${blind}`;
}

function changes(stack: string, steps: ResourceStep[], { surplus, unseen }: Besides): string {
  if (steps.length === 0) {
    const where = unseen.length > 0 ? "in what was looked at " : "";
    return surplus.length > 0
      ? `Nothing that ${code(stack)} manages was changed, but it is not alone:\n`
      : `No drift in ${code(stack)}: Azure and Choreo have what the last update made, and ${where}nothing was seen besides that gives access.\n`;
  }
  const intro = [
    `### Drift in ${code(stack)}`,
    "",
    "Somebody changed these outside of the program. `update`: properties differ. `delete`: it is gone.",
    "",
    `Undo it with \`${inStack(repair, stack)}\`, or write it into the stack's settings first.`,
  ];
  return `${cutToFit([{ head: intro, rows: [], more: () => "" }, resourceTable(gravestStepsFirst(steps))], LIMIT - 1)}\n`;
}

function parseOptions(
  args: string[],
  terminal: Terminal,
): EngineOptions & { output?: string; strict?: true; json?: true } {
  const command = new Command("drift")
    .description(
      "Tells what was changed in Azure or Choreo outside of the program, and what gives access besides it.",
    )
    .requiredOption("-s, --stack <name>", "the stack")
    .option("-o, --output <file>", "write to a file instead of standard output", fileToWrite)
    .option("--json", "write JSON instead of Markdown")
    .option(
      "--strict",
      `end with exit code ${exitCodes.unseen} where these credentials may not read all, and nothing else is wrong`,
    )
    .option("--config-file <file>", "stack file elsewhere than beside Pulumi.yaml")
    .option("--cwd <folder>", "folder with Pulumi.yaml");
  return speakThrough(terminal, command).parse(args, { from: "user" }).opts();
}
