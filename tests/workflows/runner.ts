import { existsSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Checkout } from "./checkout.ts";
import { jobOf, type Step } from "./workflows.ts";

/** What an expression may name: `github.token`, `matrix.stack`, `vars.X`, `secrets.X`, `steps.id.outputs.x`. */
export type Values = Record<string, string>;

export interface JobResult {
  ok: boolean;
  /** The commands that ran, in order. */
  ran: string[];
  /** What all of them printed. */
  output: string;
  /** `$GITHUB_STEP_SUMMARY` */
  summary: string;
}

export interface JobOptions {
  checkout: Checkout;
  /** By expression; what is not here is empty, as on GitHub. */
  values: Values;
  /** Environment that a runner has by itself: the event, GitHub's address. */
  env?: Record<string, string>;
  /** Folder of the artifacts: by run, then by name. Artifacts of this run are in `own`. */
  artifacts: string;
}

/**
 * Runs the steps of a job in order, as a runner would: its environment, its conditions, its artifacts. Actions other than those
 * for artifacts are left out: they set up the machine, which is set up here.
 */
export async function runJob(file: string, name: string, options: JobOptions): Promise<JobResult> {
  const { checkout, artifacts, env = {} } = options;
  const job = jobOf(file, name);
  const values: Values = { ...options.values };
  const [summaryFile, outputFile] = ["summary", "output"].map((kind) =>
    join(checkout.folder, `.github-${kind}`),
  ) as [string, string];
  await Promise.all([summaryFile, outputFile].map((each) => writeFile(each, "")));
  const result: JobResult = { ok: true, ran: [], output: "", summary: "" };
  for (const step of job.steps ?? []) {
    if (!holds(step.if, result.ok, values, checkout.folder)) continue;
    if (step.uses) {
      await artifact(step, { folder: checkout.folder, artifacts, values });
      continue;
    }
    const own = evaluated({ ...job.env, ...step.env }, values);
    result.ran.push(step.run ?? "");
    // GitHub's default shell for a step fails at the first command that does; one that is asked for by name at the first in a pipe, too.
    const fails = step.shell === "bash" ? ["-eo", "pipefail"] : ["-e"];
    const { exitCode, all } = await execa("bash", [...fails, "-c", step.run ?? ""], {
      cwd: join(checkout.folder, step["working-directory"] ?? ""),
      env: { ...checkout.env, ...env, ...own, GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile },
      extendEnv: false,
      reject: false,
      all: true,
    });
    result.output += `$ ${step.run}\n${all}\n`;
    if (exitCode !== 0) result.ok = false;
    if (step.id) {
      values[`steps.${step.id}.outcome`] = exitCode === 0 ? "success" : "failure";
      for (const line of (await readFile(outputFile, "utf8")).split("\n").filter(Boolean)) {
        const [key, value] = line.split("=") as [string, string];
        values[`steps.${step.id}.outputs.${key}`] = value;
      }
    }
  }
  return { ...result, summary: await readFile(summaryFile, "utf8") };
}

/** Exactly the conditions that the steps of these workflows have; another one is an error, not a guess. */
function holds(condition: string | undefined, ok: boolean, values: Values, folder: string): boolean {
  if (condition === undefined || condition === "success()") return ok;
  const written = /^always\(\) && hashFiles\('([\w.-]+)'\) != ''$/.exec(condition)?.[1];
  if (written) return existsSync(join(folder, written));
  const given = /^(steps\.[\w.-]+) != ''$/.exec(condition)?.[1];
  if (given) return ok && (values[given] ?? "") !== "";
  const failed =
    /^failure\(\) && (steps\.[\w.-]+) == '(failure|success)'(?: && hashFiles\('([\w.-]+)'\) != '')?$/.exec(
      condition,
    );
  if (failed) {
    const [, outcome = "", wanted, file = "."] = failed;
    return !ok && values[outcome] === wanted && existsSync(join(folder, file));
  }
  throw new Error(`No test knows the condition "${condition}".`);
}

async function artifact(
  { uses, with: inputs = {} }: Step,
  { folder, artifacts, values }: { folder: string; artifacts: string; values: Values },
): Promise<void> {
  const input = (name: string) => evaluate(String(inputs[name] ?? ""), values);
  const store = join(artifacts, input("run-id") || "own", input("name"));
  if (uses?.startsWith("actions/upload-artifact")) {
    await mkdir(store, { recursive: true });
    await cp(join(folder, input("path")), join(store, input("path")));
  }
  if (uses?.startsWith("actions/download-artifact"))
    await cp(store, join(folder, input("path")), { recursive: true });
}

function evaluated(env: Record<string, string>, values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => [name, evaluate(String(text), values)]),
  );
}

/** What an expression in a text is; unknown ones are empty. */
export function evaluate(text: string, values: Values): string {
  return text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_, expression: string) => values[expression] ?? "");
}
