import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { graphClient } from "../../graph/client.ts";
import { type Settings, SettingsError, settingsOf } from "../../settings/index.ts";
import { stackIdResource } from "../../shared/stackMark.ts";
import { controlPlaneOf } from "../doctor/choreo-readers.ts";
import { asCliError, azureEnvironment, findCloud } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { adoptAll } from "../shared/importFile.ts";
import { projectName } from "../shared/project.ts";
import { type PulumiPlace, reasonGiven, runPulumi } from "../shared/pulumi.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, type StackConfig } from "../shared/stack.ts";
import { strayClaims } from "./claims.ts";
import { type Decision, decide } from "./decide.ts";
import { type Assignment, lookAround, namesOf } from "./found.ts";
import { isLockedByTheDead } from "./lock.ts";
import { forgetPending, type StackState, stackIdOf, stackState } from "./state.ts";
import { mendStateFile } from "./stateFile.ts";
import { onlySure } from "./sure.ts";

interface Options {
  stack: string;
  cwd?: string;
  configFile?: string;
  application: string[];
  claim: string[];
  yes?: boolean;
}

type Place = PulumiPlace & { configFile?: string | undefined };

/**
 * `npm run recover -- --stack S`: what a run that was killed has left behind, so that the next `pulumi up` goes on where it stopped.
 *
 * @returns the exit code
 */
export async function recoverTool(
  args: string[],
  { terminal, env = process.env }: { terminal: Terminal; env?: NodeJS.ProcessEnv },
): Promise<number> {
  const { stack, cwd = process.cwd(), configFile, application, claim, yes } = parseOptions(args, terminal);
  const place: Place = { cwd, env, configFile };
  const project = projectName(cwd);
  for (const done of await mendStateFile(await backendOf(place), project, stack))
    terminal.out(`State: ${done}.`);

  const state = await stackState(stack, place);
  const config = await readStackConfig(stack, { ...place, secrets: true });
  const decision = await decideFor(
    state,
    config,
    { project, stack, named: application, claims: claim },
    place,
  );

  const { adoptions, removals, claims, notes, graph } = decision;
  for (const { what } of adoptions) terminal.out(`To be taken in: ${what}.`);
  for (const { what } of [...removals, ...claims]) terminal.out(`To be removed: ${what}.`);
  if (adoptions.length + removals.length + claims.length > 0 && !yes && !(await isAgreed(terminal))) {
    terminal.out("Nothing was done.");
    return exitCodes.refused;
  }
  await withoutDeadLock(stack, place, () => forgetPending(stack, state, place), terminal);
  if (adoptions.length > 0) await adoptAll(stack, adoptions, state, place);
  for (const { what } of adoptions) terminal.out(`Taken in: ${what}.`);
  for (const { what, method, path, body } of removals) {
    await graph.send(method, path, body);
    terminal.out(`Removed: ${what}.`);
  }
  for (const { what, remove } of claims) {
    await remove();
    terminal.out(`Removed: ${what}.`);
  }
  for (const note of notes) terminal.out(note);
  if (adoptions.length + removals.length + claims.length + notes.length === 0)
    terminal.out("Entra ID holds nothing of this stack that its state lacks.");
  terminal.out(`Now run: npm run pulumi -- up --stack ${stack}`);
  return exitCodes.ok;
}

async function isAgreed({ confirm }: Terminal): Promise<boolean> {
  if (confirm) return confirm("Go on?");
  throw new CliError(
    "usage",
    "Nobody is here to agree, so nothing was done.",
    "Say --yes if all of it is meant.",
  );
}

async function decideFor(
  state: StackState,
  config: StackConfig,
  { project, stack, named, claims }: { project: string; stack: string; named: string[]; claims: string[] },
  place: Place,
) {
  const read = (path: string) => readFileSync(resolve(place.cwd ?? ".", path), "utf8");
  const settings = await settingsOf((key) => config[`${project}:${key}`], stack, read).catch(
    (error: unknown) => {
      if (error instanceof SettingsError) throw new CliError("usage", error.message);
      throw error;
    },
  );
  const env = azureEnvironment(config, place.env);
  if (!env.ARM_TENANT_ID)
    throw new CliError("usage", "The tenant is not known.", "Set azuread:tenantId, or ARM_TENANT_ID.");
  const graph = await asCliError(graphClient(await findCloud(env), env.ARM_TENANT_ID, env));
  const tagged = await lookAround(graph, `${project}/${stack}`);
  const { found, lostId, notes } = onlySure(tagged, state, named);
  const names = new Map<string, string[]>();
  for (const assignment of found.flatMap(({ assignments }) => assignments)) {
    if (!names.has(assignment.principalId))
      names.set(assignment.principalId, await namesOf(graph, assignment));
  }
  const isListed = (
    { principalId, principalType }: Assignment,
    list: { users: string[]; groups: string[] },
  ) =>
    (principalType === "Group" ? list.groups : list.users).some((name) =>
      names.get(principalId)?.includes(name.toLowerCase()),
    );
  const decision: Decision = decide(found, state, settings, isListed);
  // By it the stack's claims on APIs, and its applications in Choreo, are its own again.
  const id = lostId === undefined ? [] : [{ ...stackIdResource, id: lostId, what: `stack id ${lostId}` }];
  const adoptions = [...id, ...decision.adoptions];
  const ids = [stackIdOf(state), lostId];
  const stray = await claimsLeft(
    config,
    settings,
    state,
    { stack: `${project}/${stack}`, ids, named: claims },
    place,
  );
  return {
    ...decision,
    adoptions,
    claims: stray.removals,
    notes: [...notes, ...decision.notes, ...stray.notes],
    graph,
  };
}

/** Without a credential for Choreo all else can be recovered. */
async function claimsLeft(
  config: StackConfig,
  { apis }: Settings,
  state: StackState,
  whose: Parameters<typeof strayClaims>[3],
  { env = process.env }: Place,
): ReturnType<typeof strayClaims> {
  try {
    return await strayClaims(controlPlaneOf(config, env), apis, state, whose);
  } catch (error) {
    if (!(error instanceof CliError) || whose.named.length > 0) throw error;
    return { removals: [], notes: [`Claims on APIs in Choreo were not looked at: ${error.message}`] };
  }
}

/** A killed run leaves its lock behind. One of a run that lives, or of another machine, is for people to judge. */
async function withoutDeadLock(
  stack: string,
  place: Place,
  write: () => Promise<void>,
  terminal: Terminal,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof CliError) || !isLockedByTheDead(error.message)) throw error;
    const { failed, stderr } = await runPulumi(["cancel", "--yes", "--stack", stack], place);
    if (failed) throw new CliError("machine", `Pulumi could not release the lock: ${reasonGiven(stderr)}`);
    terminal.out("State: released the lock of the run that was killed.");
    await write();
  }
}

async function backendOf(place: Place): Promise<string> {
  const { failed, stdout } = await runPulumi(["whoami", "--verbose", "--json"], place);
  return failed ? "" : ((JSON.parse(stdout) as { url?: string }).url ?? "");
}

function parseOptions(args: string[], terminal: Terminal): Options {
  const command = new Command("recover")
    .description(
      "Takes in or removes what a killed run of Pulumi has left behind in Entra ID, so that the next one goes on.",
    )
    .requiredOption("-s, --stack <name>", "the stack")
    .option(
      "--application <object id...>",
      "applications with the name of this stack and not its id, which you know to be this stack's",
      [],
    )
    .option(
      "--claim <claimant...>",
      "claims on APIs with the name of this stack and not its id, which you know to be no stack's any more",
      [],
    )
    .option("-y, --yes", "do it without asking")
    .option("--config-file <file>", "stack file elsewhere than beside Pulumi.yaml")
    .option("--cwd <folder>", "folder with Pulumi.yaml");
  return speakThrough(terminal, command).parse(args, { from: "user" }).opts();
}
