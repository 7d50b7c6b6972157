import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Listr } from "listr2";
import type { Flavour } from "../sandbox/choreo/index.ts";
import { sandboxFolder } from "../sandbox/engine/index.ts";
import { tryPorts } from "../sandbox/kit/emulator.ts";
import { portsFrom } from "../sandbox/start.ts";
import { adoption } from "./adopt.ts";
import { begin } from "./begin.ts";
import { call } from "./call.ts";
import { destroy, preview, previewAgain, up } from "./deploy.ts";
import { drift, repair } from "./drift.ts";
import { asBefore } from "./end.ts";
import { keep } from "./keep.ts";
import { held, reportTable, type StepReport } from "./report.ts";
import { Scene, type Step } from "./scene.ts";
import type { Variants } from "./variants.ts";

const INTERRUPTED = 130;
const guide = [begin, preview, up, previewAgain, call, drift, repair];
const ending = [destroy, asBefore];

/** The titles of all steps, in their order. */
export const titles = [...guide, ...ending].map(({ title }) => title);

export interface StoryOptions extends Variants {
  flavour: Flavour;
  portBase?: number | undefined;
  /** Leave everything up afterwards, until Ctrl-C. */
  keep: boolean;
  /** `guide`, from nothing; `import`, from what was made by hand. Default: `guide`. */
  story?: "guide" | "import" | undefined;
}

/**
 * The guide from its first step to its last and back, or what was made by hand on its way into a stack, through the same program as in
 * production.
 *
 * @returns whether every check held
 * @throws PortUnusable before the first step
 */
export async function tellStory(options: StoryOptions): Promise<boolean> {
  if (options.portBase !== undefined) await tryPorts(portsFrom(options.portBase));
  mkdirSync(sandboxFolder, { recursive: true });
  const scene = new Scene(mkdtempSync(join(sandboxFolder, "story-")), options);
  // Emulators and Pulumi's processes end with this one.
  const clean = () => rmSync(scene.folder, { recursive: true, force: true });
  const interrupted = () => process.exit(INTERRUPTED);
  process.on("exit", clean);
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  try {
    const steps = options.story === "import" ? adoption : options.keep ? guide : [...guide, ...ending];
    const reports = await runSteps(scene, steps);
    console.log(`\n${reportTable(reports)}`);
    for (const { title, error } of reports) if (error) console.error(`\n${title}:\n${error}`);
    if (options.keep && scene.sandbox && scene.stack) {
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      await keep(scene);
    }
    return reports.every(held);
  } finally {
    await scene.sandbox?.stop();
    clean();
  }
}

/** Runs the steps in turn. A claim that does not hold lets the story go on; a step that breaks ends it. */
async function runSteps(scene: Scene, steps: readonly Step[]): Promise<StepReport[]> {
  const reports: StepReport[] = steps.map(({ title }) => ({ title, checks: [] }));
  const broken = () => reports.some(({ error }) => error !== undefined);
  const tasks = new Listr(
    steps.map((step, index) => ({
      title: step.title,
      skip: broken,
      task: async (_context: unknown, task: { title: string; output: string }) => {
        const report = reports[index] as StepReport;
        const start = Date.now();
        try {
          const result = await step.run(scene, (line) => {
            // Without a terminal each would become a line of its own.
            if (process.stdout.isTTY) task.output = line;
          });
          task.title = `${step.title}: ${result}`;
        } catch (error) {
          report.error = (error as Error).message;
          throw error;
        } finally {
          report.ms = Date.now() - start;
          report.checks = scene.takeChecks();
        }
        const failed = report.checks.filter((check) => !check.held);
        if (failed.length > 0) {
          throw new Error(
            failed
              .map(({ claim, expected, found }) => `${claim}: ${found} instead of ${expected}`)
              .join("; "),
          );
        }
      },
    })),
    { exitOnError: false, fallbackRenderer: "simple" },
  );
  await tasks.run();
  return reports;
}
