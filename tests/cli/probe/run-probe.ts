import { expect } from "@jest/globals";
import type { Report } from "../../../cli/probe/report.ts";
import { probeTool, type Surroundings } from "../../../cli/probe/tool.ts";
import type { Clock } from "../../../cli/probe/world.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { letTimePassAtOnce } from "../../providers/atOnce.ts";
import type { Run } from "../run-invoke.ts";

letTimePassAtOnce();

/** Nothing takes time but pauses, which take none. */
export function quickClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    date: () => Date.now(),
    pause: async (ms) => {
      now += ms;
    },
  };
}

export interface Wish extends Partial<Omit<Surroundings, "terminal" | "env">> {
  env?: NodeJS.ProcessEnv;
  confirm?: (question: string) => Promise<boolean>;
}

/** Runs `probe` as a person would. Without `--write` and `--clean` it must not have written anything to either service. */
export async function runProbe(
  sandbox: Sandbox,
  args: readonly string[] = [],
  { env, confirm, clock = quickClock(), ...others }: Wish = {},
): Promise<Run> {
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void lines.out.push(text),
    err: (text: string) => void lines.err.push(text),
    confirm,
  };
  for (const service of [sandbox.entra, sandbox.choreo]) service.clearRequests();
  const organization =
    sandbox.choreo.flavour === "choreo"
      ? ["--organization-id", choreo.organizationId]
      : ["--flavour", "apim", "--url", sandbox.choreo.url];
  const code = await runTool(
    () =>
      probeTool([...organization, ...args], {
        terminal,
        env: { ...process.env, ...sandbox.env, ...env },
        clock,
        ...others,
      }),
    terminal,
  );
  if (!args.includes("--write") && !args.includes("--clean")) expect(writesTo(sandbox)).toEqual([]);
  return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
}

export function writesTo({ entra, choreo }: Sandbox) {
  return [...entra.requests(), ...choreo.requests()].filter(
    ({ method, path }) =>
      method !== "GET" &&
      !/\/oauth2\/(v2\.0\/)?token(\?|$)|\/\$batch$|\/pat\/introspect$|\/client-registration\//.test(path),
  );
}

/** The answers by id, `holds: 2 of 2 have one.` */
export async function answers(
  sandbox: Sandbox,
  args: readonly string[] = [],
  wish: Wish = {},
): Promise<Record<string, string>> {
  const { out } = await runProbe(sandbox, ["--identity-provider", "AzureAD", "--json", ...args], wish);
  const { checks } = JSON.parse(out) as Report;
  return Object.fromEntries(checks.map(({ id, answer, says }) => [id, `${answer}: ${says}`]));
}

export async function permit(sandbox: Sandbox, roles: readonly string[]): Promise<void> {
  await handle(sandbox.entra.url, "permissions", { roles });
}

export async function reset(sandbox: Sandbox): Promise<void> {
  for (const { url } of [sandbox.entra, sandbox.choreo]) await handle(url, "reset", {});
  for (const service of [sandbox.entra, sandbox.choreo]) service.setFaults([]);
}

async function handle(url: string, name: string, body: object): Promise<void> {
  await fetch(`${url}/_sandbox/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const TENANT = entra.tenantId;
