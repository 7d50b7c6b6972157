import { inStack } from "../../shared/repair.ts";
import { azureEnvironment, discover, findCloud } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, readStackOutputs } from "../shared/stack.ts";
import { curlCommands } from "./curl.ts";
import { headless } from "./headless.ts";
import { type InvokeRequest, type InvokeResult, invokeOperation, type WayToSignIn } from "./invoke.ts";
import { type InvokeOptions, invokeCommand } from "./options.ts";
import { chooseRedirect } from "./redirect.ts";
import { report } from "./report.ts";
import { resolveTarget } from "./target.ts";
import { browser, paste } from "./ways.ts";

/** What the tool takes from outside; tests bring their own. */
export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
  openBrowser?: (url: string) => Promise<unknown>;
  readLine?: (prompt: string) => Promise<string>;
}

/**
 * `invoke` with its arguments.
 *
 * @param args without `node` and the script
 * @returns the exit code
 */
export async function invokeTool(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let code: number = exitCodes.ok;
  const { terminal } = surroundings;
  const command = invokeCommand(async (options) => {
    code = options.curl ? await printCurl(options, surroundings) : await invoke(options, surroundings);
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return code;
}

async function invoke(options: InvokeOptions, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const wayToSignIn = chooseWay(options, surroundings);
  const { outputs, env } = await readStack(options, surroundings, true);
  const result = await invokeOperation({
    ...callOf(options),
    stack: options.stack,
    outputs,
    wayToSignIn,
    patience: options.patience,
    terminal,
    env,
  });
  terminal.out(
    options.json ? JSON.stringify(plain(result), null, 2) : inStack(report(result), options.stack),
  );
  return result.status < 400 ? exitCodes.ok : exitCodes.refused;
}

async function printCurl(options: InvokeOptions, surroundings: Surroundings): Promise<number> {
  const request = callOf(options);
  const { outputs, env } = await readStack(options, surroundings, false);
  const target = resolveTarget(outputs, request);
  const provider = await discover(await findCloud(env), target.connection.tenantId);
  const redirect = chooseRedirect(target.connection.redirectUris, { paste: true });
  surroundings.terminal.out(curlCommands({ ...request, stack: options.stack, target, provider, redirect }));
  return exitCodes.ok;
}

async function readStack({ stack, cwd }: InvokeOptions, { env }: Surroundings, secrets: boolean) {
  const [outputs, config] = await Promise.all([
    readStackOutputs(stack, { cwd, env, secrets }),
    readStackConfig(stack, { cwd, env }),
  ]);
  return { outputs, env: azureEnvironment(config, env) };
}

function chooseWay(options: InvokeOptions, surroundings: Surroundings): WayToSignIn {
  const { terminal } = surroundings;
  const loginHint = options.user;
  if (options.headless) {
    if (!loginHint)
      throw new CliError(
        "usage",
        "--headless needs --user.",
        "Name the user principal name of a sandbox user.",
      );
    return headless(loginHint);
  }
  if (options.paste) return { ...paste({ terminal, ...pickDefined(surroundings, "readLine") }), loginHint };
  const timeoutMs = options.timeout * 1000;
  const way = browser({
    port: options.port,
    timeoutMs,
    terminal,
    ...pickDefined(surroundings, "openBrowser"),
  });
  return { ...way, loginHint };
}

function callOf(options: InvokeOptions): Omit<InvokeRequest, "outputs" | "wayToSignIn"> {
  return {
    client: options.client,
    api: options.api,
    operation: options.operation,
    scopes: options.scope,
    pathParams: Object.fromEntries(options.pathParam),
    query: options.query,
    headers: Object.fromEntries(options.header),
    data: options.data,
    environment: options.environment,
    url: options.url,
  };
}

function pickDefined<T, K extends keyof T>(from: T, key: K): { [P in K]?: NonNullable<T[P]> } {
  const value = from[key];
  return (value === undefined || value === null ? {} : { [key]: value }) as { [P in K]?: NonNullable<T[P]> };
}

/** For machines; the token itself is in neither form of the output. */
function plain({ target, status, headers, body, claims, refusal, calls }: InvokeResult): object {
  return {
    verb: target.verb,
    url: target.url.href,
    status,
    headers: Object.fromEntries(headers),
    body,
    claims,
    refusal,
    calls,
  };
}
