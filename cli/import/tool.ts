import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Settings, SettingsError, settingsOf } from "../../settings/index.ts";
import { stackIdResource } from "../../shared/stackMark.ts";
import { nameOf, type StackState, stackState } from "../recover/state.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { type Adoption, adoptAll, importArguments, importFile } from "../shared/importFile.ts";
import { projectName } from "../shared/project.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, type StackConfig } from "../shared/stack.ts";
import { Progress } from "../survey/progress.ts";
import { gather, type Surveyed } from "../survey/survey.ts";
import { openSurvey } from "../survey/tool.ts";
import { choosePart, settlePairs } from "./choose.ts";
import type { Entry, Ground } from "./ground.ts";
import { openGround, stackIdOf } from "./openGround.ts";
import { type ImportOptions, importCommand } from "./options.ts";
import { type Plan, planImport } from "./plan.ts";
import { readStackFile, replaceFile, withEntries } from "./stackFile.ts";
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
  const plan = await planImport(ground, (added) => readWith(config, added, project, stack, cwd));
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
  const command = ["pulumi", ...importArguments(file, options.protect, configFile), "--stack", stack].join(
    " ",
  );
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

async function look(
  options: ImportOptions,
  services: Parameters<typeof gather>[0],
  wanted: Parameters<typeof gather>[1],
  terminal: Terminal,
): Promise<Surveyed> {
  const progress = () => new Progress((line) => terminal.err(line));
  let surveyed = await gather(services, wanted, progress());
  refuseBlind(surveyed);
  const wishes = await settlePairs(surveyed.pairs, terminal);
  if (wishes) {
    const pair = new Map([...wanted.pair, ...wishes]);
    surveyed = await gather(services, { ...wanted, pair }, progress());
  }
  const isSaid = options.all || options.api.length + options.client.length > 0;
  return isSaid ? surveyed : { ...surveyed, pairs: await choosePart(surveyed.pairs, terminal) };
}

/** Who does not see a side would take what is there for missing, and the first run would make it a second time. */
function refuseBlind({ pairs, choreo, gaps }: Surveyed): void {
  if (pairs.seesRegistrations && choreo.apis) return;
  const missing = gaps.found.map(({ what, needs }) => `${what}: ${needs}`).join("; ");
  throw new CliError(
    "usage",
    `These credentials do not see enough to import anything (${missing}).`,
    "Nothing was written. npm run survey tells what can be seen without it.",
  );
}

/** The stack's configuration with what the command line says of where to look. */
function withTarget(
  config: StackConfig,
  { identityProvider, organization, organizationId, region, flavour, url }: ImportOptions,
  { tenantId }: { tenantId: string },
  project: string,
): StackConfig {
  const given = { identityProvider, organization, organizationId, region, flavour, url };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const choreo = { ...Object.fromEntries(said), ...(config[`${project}:choreo`] as object | undefined) };
  return { "azuread:tenantId": tenantId, ...config, [`${project}:choreo`]: choreo };
}

/** What a stack needs besides APIs and clients, where neither its file nor Pulumi.yaml has it. */
function missingOthers(
  config: StackConfig,
  text: string,
  options: ImportOptions,
  { tenantId }: { tenantId: string },
  project: string,
): Record<string, unknown> {
  const isSaid = (key: string) => text.includes(key);
  const given = [options.identityProvider, options.organization, options.organizationId, options.url];
  return {
    ...(isSaid("azuread:tenantId") ? {} : { "azuread:tenantId": tenantId }),
    ...(isSaid(`${project}:choreo:`) || given.every((each) => each === undefined)
      ? {}
      : { [`${project}:choreo`]: config[`${project}:choreo`] }),
  };
}

/** What the file says already. One without APIs is one that was only made. */
async function settingsIn(
  config: StackConfig,
  project: string,
  stack: string,
  cwd: string,
): Promise<Settings | undefined> {
  const sections = ["apis", "extends"].map((key) => config[`${project}:${key}`]);
  if (sections.every((section) => section === undefined || Object.keys(section as object).length === 0))
    return undefined;
  try {
    return await readWith(config, { apis: {}, clients: {} }, project, stack, cwd);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new CliError("usage", error.message, "Set that right in the stack file first.");
  }
}

function readWith(
  config: StackConfig,
  added: { apis: Record<string, unknown>; clients: Record<string, unknown> },
  project: string,
  stack: string,
  cwd: string,
): Promise<Settings> {
  const read = (file: string) => readFileSync(resolve(cwd, file), "utf8");
  const whole = (key: string): unknown => {
    const said = config[`${project}:${key}`];
    return key === "apis" || key === "clients" ? { ...(said as object | undefined), ...added[key] } : said;
  };
  return settingsOf(whole, stack.slice(stack.lastIndexOf("/") + 1), read);
}

/** The id that tells this stack from others goes into its state with the rest, so that the first run makes none. */
function withStackId(resources: readonly Adoption[], state: StackState, { stackId }: Ground): Adoption[] {
  const own = { ...stackIdResource, id: stackId, what: "id of this stack" };
  return stackIdOf(state) === undefined && resources.length > 0 ? [own, ...resources] : [...resources];
}

/** What the state does not have; something else under the same name stays. */
function missingFrom(
  { deployment: { resources = [] } }: StackState,
  wanted: readonly Adoption[],
  terminal: Terminal,
): Adoption[] {
  const ids = new Set(resources.map(({ type, id }) => `${type} ${id}`));
  const inComponent = ({ component }: Adoption, urn: string) =>
    component === undefined || urn.includes(`::${component.type}$`);
  return wanted.filter((each) => {
    if (ids.has(`${each.type} ${each.id}`)) return false;
    const other = resources.find(
      ({ type, urn }) => type === each.type && nameOf(urn) === each.name && inComponent(each, urn),
    );
    if (!other) return true;
    terminal.out(`Stays out of the state: the ${each.what}; it has another one in its place (${other.id}).`);
    return false;
  });
}

function tell(
  { apis, clients, left }: Plan,
  path: string,
  adoptions: readonly Adoption[],
  terminal: Terminal,
): void {
  const fresh = (entries: ReadonlyMap<string, Entry>) =>
    [...entries.values()].filter(({ written }) => written);
  for (const [what, entries] of [
    ["APIs", fresh(apis)],
    ["clients", fresh(clients)],
  ] as const)
    if (entries.length > 0)
      terminal.out(`Into ${path}, ${what}: ${entries.map(({ key }) => key).join(", ")}.`);
  for (const { key, notes } of [...apis.values(), ...clients.values()])
    for (const note of notes) terminal.out(`  ${key} ${note}.`);
  for (const { section, name, why } of left)
    terminal.out(`Left as it is: ${section === "apis" ? "API" : "client"} ${name}: ${why}.`);
  if (adoptions.length > 0) terminal.out(`Into the state: ${adoptions.length} resources.`);
}

async function isAgreed({ confirm }: Terminal): Promise<boolean> {
  if (confirm) return confirm("Go on?");
  throw new CliError(
    "usage",
    "Nobody is here to agree, so nothing was written.",
    "Say --yes if all of it is meant.",
  );
}
