import { globSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { importersOf, loadAnew } from "./reload.ts";

/** Tests of what is mutated that can be run again and again, in any choice and order: none that live a stack's life. */
const TESTS = [
  "tests/access/*.test.ts",
  "tests/cli/access-diff/!(choreo-permissions|deployed*|engine*|redeployed).test.ts",
  "tests/settings/openapi/!(publisherApi).test.ts",
  "tests/program/announceOpen.test.ts",
  "tests/program/history/*.test.ts",
  "tests/policies/scopes.test.ts",
];

/**
 * Runs all mutants in one process: Stryker's build has them all, and one of them at a time is switched on. Jest would load every test file
 * anew for each, half a minute; here a mutant takes as long as the tests that reach it.
 */
class InOneProcess implements TestRunner {
  readonly #context: InstrumenterContext;
  #cases: Promise<import("./globals.ts").Case[]> | undefined;
  readonly #took = new Map<string, number>();

  constructor() {
    const scope = globalThis as unknown as Record<string, InstrumenterContext>;
    scope[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.#context = scope[INSTRUMENTER_CONSTANTS.NAMESPACE] as InstrumenterContext;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun(): Promise<DryRunResult> {
    // A test that fails when it is run again would count as one that kills every mutant.
    const again = await this.#run(() => true, false);
    if (again.tests.some(({ status }) => status === TestStatus.Failed)) return again;
    const result = await this.#run(() => true, false);
    const { mutantCoverage } = this.#context;
    return { ...result, ...(mutantCoverage ? { mutantCoverage } : {}) } as DryRunResult;
  }

  async mutantRun({ activeMutant, hitLimit, testFilter, disableBail, ...how }: MutantRunOptions) {
    Object.assign(this.#context, { hitLimit, hitCount: hitLimit ? 0 : undefined });
    delete this.#context.activeMutant;
    if (how.mutantActivation === "static") this.#context.activeMutant = activeMutant.id;
    try {
      // For values that a module computes as it loads.
      if (how.reloadEnvironment)
        this.#loadAnew(how.mutantActivation === "static" ? activeMutant.fileName : undefined);
      await this.#load();
    } catch (error) {
      // No test could be run with it. Said as an error it would have Stryker try three processes.
      return {
        status: MutantRunStatus.Killed as const,
        killedBy: [],
        failureMessage: String(error),
        nrOfTests: 0,
      };
    }
    this.#context.activeMutant = activeMutant.id;
    const result = await this.#run((name) => testFilter?.includes(name) ?? true, !disableBail);
    return toMutantRunResult(determineHitLimitReached(this.#context.hitCount, hitLimit) ?? result);
  }

  /** The quick ones first, as one test that fails is enough. */
  async #run(isWanted: (name: string) => boolean, bail: boolean) {
    const tests: TestResult[] = [];
    const took = ({ name }: { name: string }) => this.#took.get(name) ?? 0;
    const wanted = (await this.#load()).filter(({ name }) => isWanted(name));
    for (const { file, name, run } of wanted.toSorted((a, b) => took(a) - took(b))) {
      this.#context.currentTestId = name;
      const start = performance.now();
      const failure = await run().then(
        () => undefined,
        (error: unknown) => error,
      );
      const timeSpentMs = performance.now() - start;
      this.#took.set(name, timeSpentMs);
      const common = { id: name, name, fileName: file, timeSpentMs };
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
    return { status: DryRunStatus.Complete as const, tests };
  }

  #load() {
    this.#cases ??= loadCases(testFiles());
    return this.#cases;
  }

  /** @param mutated only tests that this file is part of */
  #loadAnew(mutated: string | undefined) {
    const importers = mutated === undefined ? new Set() : importersOf(mutated);
    const files = testFiles().filter((file) => importers.size === 0 || importers.has(resolve(file)));
    loadAnew();
    this.#cases = loadCases(files);
  }
}

const testFiles = () => TESTS.flatMap((pattern) => globSync(pattern)).sort();

async function loadCases(files: string[]) {
  // Through its URL: this file's own import would stay the first one.
  const own = pathToFileURL(resolve("tests/mutation/globals.ts")).href;
  const { cases, inFile } = (await import(own)) as typeof import("./globals.ts");
  for (const file of files) await inFile(file, () => import(pathToFileURL(resolve(file)).href));
  return cases;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-one-process", InOneProcess)];
