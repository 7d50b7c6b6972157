import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { stackState } from "../recover/state.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { adoptAll, importArguments, importFile } from "../shared/importFile.ts";
import { projectName } from "../shared/project.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig } from "../shared/stack.ts";
import { openSurvey } from "../survey/tool.ts";
import { look } from "./look.ts";
import { missingFrom, withStackId } from "./missing.ts";
import { controlOf, openGround } from "./openGround.ts";
import { type ImportOptions, importCommand } from "./options.ts";
import { planImport } from "./plan.ts";
import { programProblems } from "./programProblems.ts";
import { readStackFile, replaceFile } from "./stackFile.ts";
import { missingOthers, readWith, settingsIn, withTarget } from "./stackSettings.ts";
import { withEntries } from "./stackText.ts";
import { tell } from "./tell.ts";
import { firstUp } from "./toDo.ts";

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * `import` with its arguments: what was made by hand becomes settings and state of a stack. Nothing changes in Azure and Choreo.
 *
 * @param args without `node` and the script
 */
export async function importTool(
  args: readonly string[],
  { terminal, env = process.env }: Surroundings,
): Promise<number> {
  let code: number = exitCodes.ok;
  const command = importCommand(async (options) => {
    code = await runImport(options, terminal, env);
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return code;
}

async function runImport(
  options: ImportOptions,
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { stack, cwd = process.cwd(), configFile, dryRun = false } = options;
  if (stack === undefined)
    throw new CliError(
      "usage",
      "No stack is named.",
      "Say --stack NAME; it has to exist (npm run pulumi -- stack init NAME).",
    );
  const place = { cwd, env, configFile };
  const project = projectName(cwd);
  const path = resolve(cwd, configFile ?? `Pulumi.${stack.slice(stack.lastIndexOf("/") + 1)}.yaml`);
  const text = await readStackFile(path);
  // A file that does not parse is told before anything is asked for.
  withEntries(text, path, project, { apis: [], clients: [], others: {} });
  const state = await stackState(stack, place);
  const { services, wanted } = await openSurvey(options, env);
  const config = withTarget(
    await readStackConfig(stack, { ...place, secrets: true }),
    options,
    wanted,
    project,
  );
  const settings = await settingsIn(config, project, stack, cwd);

  const surveyed = await look(options, services, wanted, terminal);
  for (const { what, needs } of surveyed.gaps.found)
    terminal.err(`Could not be seen: ${what}; ${needs} is missing.`);
  const ground = await openGround(
    surveyed,
    { project, name: stack.slice(stack.lastIndexOf("/") + 1), state, config, settings },
    services,
    env,
  );
  const plan = await planImport(
    ground,
    (added) => readWith(config, added, project, stack, cwd),
    (all) => programProblems(all, controlOf(project, config, env), wanted.tenantId),
  );
  const adoptions = missingFrom(state, withStackId(plan.resources, state, ground), terminal);
  const written = [...plan.apis.values(), ...plan.clients.values()].filter((entry) => entry.written);

  tell(plan, path, adoptions, terminal);
  if (written.length + adoptions.length === 0) {
    terminal.out(`The stack ${stack} has all of it that it can have.`);
    return exitCodes.ok;
  }
  for (const line of [
    "What the first pulumi up changes then:",
    ...firstUp(ground, plan).map((each) => `  - ${each}`),
  ])
    terminal.out(line);
  const newText = withEntries(text, path, project, {
    apis: [...plan.apis.values()],
    clients: [...plan.clients.values()],
    others: missingOthers(config, text, options, wanted, project),
  });
  const file = options.importFile ?? "import.json";
  const command = [
    "pulumi",
    ...importArguments(file, options.protect, configFile ? ["--config-file", configFile] : []),
    "--stack",
    stack,
  ].join(" ");
  if (dryRun) {
    terminal.out(`Nothing was written. ${path} would be:\n\n${newText}`);
    terminal.out(`And the engine would be given the import file with: ${command}`);
    return exitCodes.ok;
  }
  if (!options.yes && !(await isAgreed(terminal))) {
    terminal.out("Nothing was written.");
    return exitCodes.refused;
  }
  if (written.length > 0) {
    await replaceFile(path, newText);
    terminal.out(`Written: ${path}.`);
  }
  if (options.importFile) {
    await writeFile(resolve(cwd, options.importFile), JSON.stringify(importFile(adoptions, state), null, 2));
    terminal.out(`Written: ${options.importFile}. Take it in with: ${command}`);
    return exitCodes.ok;
  }
  if (adoptions.length > 0) await adoptAll(stack, adoptions, state, place, options.protect);
  terminal.out(`In the state: ${adoptions.length} resources more.`);
  terminal.out(
    `Now run: npm run access-diff -- --stack ${stack}, then npm run pulumi -- up --stack ${stack}`,
  );
  return exitCodes.ok;
}

async function isAgreed({ confirm }: Terminal): Promise<boolean> {
  if (confirm) return confirm("Go on?");
  throw new CliError(
    "usage",
    "Nobody is here to agree, so nothing was written.",
    "Say --yes if all of it is meant.",
  );
}
