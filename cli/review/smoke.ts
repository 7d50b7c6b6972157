import { setTimeout as sleep } from "node:timers/promises";
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
  client: string;
  api: string;
  operation: string;
  url: string;
}

/**
 * Calls one reading operation of each API of each client: without a token it must be refused with 401, so that the API is
 * deployed and guarded; with the token of a person, where one can be signed in without a browser, it must succeed.
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
  const calls = callsOf(await readStackOutputs(stack, { cwd, env }));
  if (calls.length === 0)
    throw new CliError(
      "usage",
      `The stack "${stack}" has no reading operation that a smoke test could call.`,
      "Give an API a GET operation without path parameters, and a client that uses it.",
    );
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
    if (user) await callAs(user, call, { stack, cwd, env, terminal });
  }
}

/** One GET without path parameters for each API of each client. */
export function callsOf({ apis, connections }: StackOutputs): Call[] {
  return Object.entries(connections).flatMap(([client, { apis: used }]) =>
    Object.entries(used).flatMap(([api, { permissions }]) => {
      const { operations = {}, invokeUrls = {} } = apis[api] ?? {};
      const [base] = Object.values(invokeUrls);
      const operation = Object.keys(operations)
        .sort()
        .find(
          (each) => /^GET [^{}]*$/.test(each) && operations[each]?.some((name) => permissions.includes(name)),
        );
      return base && operation
        ? [{ client, api, operation, url: base + operation.slice("GET ".length) }]
        : [];
    }),
  );
}

async function callAs(
  user: string,
  { client, api, operation }: Call,
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
    throw new CliError("service", `Could not reach ${url}: ${reasonOf(error)}`);
  }
}

function hint(status: number): string {
  if (status === 404) return "The revision is not at the gateway yet, or under another address.";
  if (status < 400)
    return "The operation is open to everybody: it has no permission, or security is switched off.";
  return 'Run "npm run doctor" on the stack.';
}
