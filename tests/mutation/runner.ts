import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";

/** Tests in process of what is mutated. */
const TESTS = [
  "tests/access/*.test.ts",
  "tests/cli/access-diff/!(engine*).test.ts",
  "tests/settings/openapi/!(publisherApi).test.ts",
  "tests/program/announceOpen.test.ts",
  "tests/policies/stack.test.ts",
];

/**
 * Runs all mutants in one process: Stryker's build has them all, and one of them at a time is switched on. Jest would load every test file
 * anew for each, half a minute; here a mutant takes as long as the tests that reach it.
 */
class InOneProcess implements TestRunner {
  readonly #context: InstrumenterContext;
  #cases: Promise<import("./globals.ts").Case[]> | undefined;

  constructor() {
    const scope = globalThis as unknown as Record<string, InstrumenterContext>;
    scope[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.#context = scope[INSTRUMENTER_CONSTANTS.NAMESPACE] as InstrumenterContext;
  }

  capabilities() {
    // Values that a module computes as it loads stay; Stryker starts another process for mutants of those.
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    const result = await this.#run(() => true, false);
    const { mutantCoverage } = this.#context;
    return { ...result, ...(mutantCoverage ? { mutantCoverage } : {}) } as DryRunResult;
  }

  async mutantRun({ activeMutant, hitLimit, testFilter, disableBail, mutantActivation }: MutantRunOptions) {
    Object.assign(this.#context, { hitLimit, hitCount: hitLimit ? 0 : undefined });
    if (mutantActivation === "static") this.#context.activeMutant = activeMutant.id;
    await this.#load();
    this.#context.activeMutant = activeMutant.id;
    const result = await this.#run((name) => testFilter?.includes(name) ?? true, !disableBail);
    return toMutantRunResult(determineHitLimitReached(this.#context.hitCount, hitLimit) ?? result);
  }

  async #run(isWanted: (name: string) => boolean, bail: boolean): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const { name, run } of await this.#load()) {
      if (!isWanted(name)) continue;
      this.#context.currentTestId = name;
      const start = performance.now();
      const failure = await run().then(
        () => undefined,
        (error: unknown) => error,
      );
      const common = { id: name, name, timeSpentMs: performance.now() - start };
      if (failure === undefined) tests.push({ ...common, status: TestStatus.Success });
      else
        tests.push({
          ...common,
          status: TestStatus.Failed,
          failureMessage: String((failure as Error).message),
        });
      if (failure !== undefined && bail) break;
    }
    delete this.#context.currentTestId;
    return { status: DryRunStatus.Complete, tests };
  }

  #load() {
    this.#cases ??= loadCases();
    return this.#cases;
  }
}

async function loadCases() {
  const own = pathToFileURL(resolve("tests/mutation/globals.ts")).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "@jest/globals" ? { url: own, shortCircuit: true } : next(specifier, context),
  });
  const { cases, inFile } = (await import(own)) as typeof import("./globals.ts");
  for (const file of TESTS.flatMap((pattern) => globSync(pattern)).sort())
    await inFile(file, () => import(pathToFileURL(resolve(file)).href));
  return cases;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-one-process", InOneProcess)];
