import { setTimeout as sleep } from "node:timers/promises";
import { proxyAdvice } from "../../shared/proxy.ts";
import { invokeTool } from "../invoke/tool.ts";
import { CliError, reasonOf } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import { readStackOutputs, type StackOutputs } from "../shared/stack.ts";

export interface SmokeOptions {
  stack: string;
  cwd?: string | undefined;
  env?: NodeJS.ProcessEnv | undefined;
  terminal: Terminal;
  /** How long an address may be unknown to the gateway: a revision reaches it some time after it was deployed. Default 0. */
  waitSeconds?: number | undefined;
  /** Sign this person in without a browser and call the API as well: sandbox only. */
  user?: string | undefined;
}

const PAUSE_MS = 2000;
/** What a gateway answers as long as it does not know the API, or is loading it. */
const NOT_THERE_YET = new Set([404, 502, 503]);

/** An operation that changes nothing can be called by a test. */
interface Call {
  api: string;
  operation: string;
  url: string;
}

/**
 * Calls one reading operation of each API: without a token it must be refused with 401, so that the API is deployed and guarded; with
 * the token of a person, where one can be signed in without a browser, each client that may call it must succeed. An API of which
 * nothing can be called, and a stack without any, is said and no error.
 *
 * @throws CliError (refused) for the first call that ends otherwise
 */
export async function smoke({
  stack,
  cwd,
  env,
  terminal,
  user,
  waitSeconds = 0,
}: SmokeOptions): Promise<void> {
  const deadline = Date.now() + waitSeconds * 1000;
  const outputs = await readStackOutputs(stack, { cwd, env });
  const calls = callsOf(outputs);
  for (const api of Object.keys(outputs.apis))
    if (!calls.some((call) => call.api === api))
      terminal.out(`${api} has no reading operation at a gateway: not called.`);
  if (calls.length === 0) terminal.out(`Nothing of the stack "${stack}" was called.`);
  for (const call of calls) {
    let status = await statusWithoutToken(call.url);
    while (NOT_THERE_YET.has(status) && Date.now() < deadline) {
      await sleep(PAUSE_MS);
      status = await statusWithoutToken(call.url);
    }
    const name = `${call.operation} of ${call.api}`;
    if (status !== 401)
      throw new CliError(
        "refused",
        `${name} without a token answered ${status} instead of 401.`,
        hint(status),
      );
    terminal.out(`${name} without a token: 401, as it should.`);
  }
  if (user)
    for (const call of signedInCalls(outputs)) await callAs(user, call, { stack, cwd, env, terminal });
}

/**
 * One GET of each API, rather without path parameters. Without a token the gateway refuses before it looks at what stands in their
 * place; and should it not, a GET changes nothing.
 */
function callsOf({ apis }: Pick<StackOutputs, "apis">): Call[] {
  return Object.entries(apis).flatMap(([api, { operations, invokeUrls }]) => {
    const [base] = Object.values(invokeUrls ?? {});
    const reading = readingOperations(operations);
    const operation = reading.find((each) => !each.includes("{")) ?? reading[0];
    if (!base || !operation) return [];
    return [{ api, operation, url: base + operation.slice("GET ".length).replaceAll(/\{[^{}]*\}/g, "0") }];
  });
}

/** One GET without path parameters that each client may call of each API that it uses. */
function signedInCalls({
  apis,
  connections,
}: StackOutputs): { client: string; api: string; operation: string }[] {
  return Object.entries(connections).flatMap(([client, { apis: used }]) =>
    Object.entries(used).flatMap(([api, { permissions }]) => {
      const operations = apis[api]?.operations;
      const operation = readingOperations(operations).find(
        (each) => !each.includes("{") && operations?.[each]?.some((name) => permissions.includes(name)),
      );
      return operation ? [{ client, api, operation }] : [];
    }),
  );
}

function readingOperations(operations: Record<string, unknown> = {}): string[] {
  return Object.keys(operations)
    .filter((each) => each.startsWith("GET "))
    .sort();
}

async function callAs(
  user: string,
  { client, api, operation }: { client: string; api: string; operation: string },
  options: Omit<SmokeOptions, "user">,
): Promise<void> {
  const { stack, cwd, env, terminal } = options;
  const args = ["--stack", stack, "--client", client, "--api", api, "--operation", operation];
  const where = cwd ? ["--cwd", cwd] : [];
  const exitCode = await invokeTool([...args, ...where, "--headless", "--user", user], { terminal, env });
  if (exitCode !== 0)
    throw new CliError("refused", `${operation} of ${api} as ${user} through ${client} was refused.`);
}

async function statusWithoutToken(url: string): Promise<number> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(20_000) })).status;
  } catch (error) {
    throw new CliError("service", `Could not reach ${url}: ${reasonOf(error)}`, proxyAdvice(error));
  }
}

function hint(status: number): string {
  if (status === 404) return "The revision is not at the gateway yet, or under another address.";
  if (status < 400)
    return "The operation is open to everybody: it has no permission, or security is switched off.";
  return 'Run "npm run doctor" on the stack.';
}
