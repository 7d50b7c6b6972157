import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../sandbox/engine/index.ts";

export interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
  shell?: string;
  "working-directory"?: string;
}

export interface Job {
  if?: string;
  permissions?: Record<string, string>;
  environment?: string | { name: string; deployment?: boolean };
  concurrency?: { group: string; "cancel-in-progress": boolean | string };
  env?: Record<string, string>;
  strategy?: { matrix: { stack?: string[] } };
  steps?: Step[];
  uses?: string;
  "timeout-minutes"?: number;
}

export interface Workflow {
  file: string;
  on: Record<string, unknown>;
  permissions?: Record<string, string> | string;
  jobs: Record<string, Job>;
}

const folder = join(projectFolder, ".github", "workflows");

/** All workflows of this repository, parsed. */
export const workflows: Workflow[] = readdirSync(folder)
  .sort()
  .map((file) => ({ file, ...parse(readFileSync(join(folder, file), "utf8")) }) as Workflow);

export function jobOf(file: string, job: string): Job {
  return workflows.find((each) => each.file === file)?.jobs[job] as Job;
}

/** The scripts of a job's steps, in order. */
export function commandsOf({ steps = [] }: Job): string[] {
  return steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
}
