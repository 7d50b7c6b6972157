import { expect } from "@jest/globals";
import { runTool } from "../../../cli/shared/run.ts";
import type { Report } from "../../../cli/survey/report.ts";
import { surveyTool } from "../../../cli/survey/tool.ts";
import { choreo } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import type { Run } from "../run-invoke.ts";

/** Runs `survey` as a person would. It must not have written anything to either service. */
export async function runSurvey(sandbox: Sandbox, args: readonly string[] = []): Promise<Run> {
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void lines.out.push(text),
    err: (text: string) => void lines.err.push(text),
  };
  for (const service of [sandbox.entra, sandbox.choreo]) service.clearRequests();
  const organization = ["--organization", choreo.organization, "--organization-id", choreo.organizationId];
  const code = await runTool(
    () => surveyTool([...organization, ...args], { terminal, env: { ...process.env, ...sandbox.env } }),
    terminal,
  );
  const writes = [...sandbox.entra.requests(), ...sandbox.choreo.requests()].filter(
    ({ method, path }) =>
      method !== "GET" && !/\/oauth2\/(v2\.0\/)?token(\?|$)|\/\$batch$|\/introspect$/.test(path),
  );
  expect(writes).toEqual([]);
  return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
}

/** The same with `--json`; it must have come to its end. */
export async function report(sandbox: Sandbox, args: readonly string[] = []): Promise<Report> {
  const run = await runSurvey(sandbox, ["--identity-provider", "AzureAD", "--json", ...args]);
  expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: "" });
  return JSON.parse(run.out) as Report;
}

/** What is not green, by section: `API orders`. Links that wait for another are left out. */
export function notGreen({ sections }: Pick<Report, "sections">): Record<string, string[]> {
  return Object.fromEntries(
    sections
      .map(({ kind, name, results }): [string, string[]] => [
        `${kind} ${name}`,
        results
          .filter(({ state }) => state === "red" || state === "yellow")
          .map(({ id, state, says }) => `${id} ${state}: ${says}`),
      ])
      .filter(([, findings]) => findings.length > 0),
  );
}
