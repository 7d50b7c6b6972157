import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../sandbox/engine/index.ts";
import { deriveApi } from "../settings/openapi/derive.ts";
import { readDocument } from "../settings/openapi/document.ts";
import type { Arena } from "./arena.ts";
import { playRound } from "./contest.ts";
import { type LargeApiReadings, noReadings } from "./readings.ts";

const folder = process.env.SPECS_DIR ?? join(projectFolder, "..", "shared", "specs");

interface Api {
  scopes: Record<string, { description: string }>;
  operations: Record<string, string[]>;
}

/** Permissions taken from WSO2's Publisher document, beside an API made of its first ten operations. */
export async function largeApi(arena: Arena, rounds: number): Promise<LargeApiReadings | undefined> {
  const path = join(folder, "publisher-api.yaml");
  if (!existsSync(path)) {
    console.error("Large API skipped: the official Publisher document is not there (SPECS_DIR).");
    return undefined;
  }
  const derived = deriveApi(await readDocument(path, (file) => readFileSync(file, "utf8")));
  const large = apiOf(derived.operations);
  const small = apiOf(Object.fromEntries(Object.entries(derived.operations).slice(0, 10)));
  const readings: LargeApiReadings = {
    large: noReadings(),
    small: noReadings(),
    operations: {
      large: Object.keys(large.operations).length,
      small: Object.keys(small.operations).length,
    },
  };
  const contestants = (["large", "small"] as const).map((name) => {
    const api = name === "large" ? large : small;
    const operations = Object.keys(api.operations);
    const apiId = arena.choreo.createApi({ name: `bench-${name}`, operations, deploy: true, publish: true });
    const change = {
      before: { BENCH_API: JSON.stringify({ ...api, apiId }) },
      after: { BENCH_API: JSON.stringify({ ...api, apiId, changed: operations[0] }) },
    };
    return { name, change };
  });
  for (let round = 0; round < rounds; round++) {
    for (const { name, change } of round % 2 === 0 ? contestants : contestants.toReversed()) {
      console.error(`API of ${readings.operations[name]} operations, round ${round + 1} of ${rounds}`);
      await playRound(arena, "large", change, readings[name]);
    }
  }
  return readings;
}

function apiOf(operations: Record<string, string[]>): Api {
  const names = new Set(Object.values(operations).flat());
  return { operations, scopes: Object.fromEntries([...names].map((name) => [name, { description: name }])) };
}
