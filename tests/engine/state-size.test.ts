import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import { deriveApi } from "../../settings/openapi/derive.ts";
import { readDocument } from "../../settings/openapi/document.ts";
import { CONFIG, environmentOf, PROGRAM, startControlPlane, TYPES } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

const LIMIT = 4096;
const DOCUMENT = join(process.env.SPECS_DIR ?? "../shared/specs", "publisher-api.yaml");

let choreo: RunningChoreo;
beforeAll(async () => {
  choreo = await startControlPlane();
});
afterAll(() => choreo.close());

/** Bytes in the state by type of ours. */
async function sizes(stack: Stack): Promise<Map<string, number>> {
  const { resources = [] } = (await stack.exportState()).deployment;
  return new Map(
    resources
      .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/choreo:"))
      .map((resource) => [resource.type.replace(/.*:/, ""), Buffer.byteLength(JSON.stringify(resource))]),
  );
}

test(
  "a resource of each type takes at most 4 KB in the state",
  () =>
    withProgram(PROGRAM, { config: CONFIG, env: environmentOf(choreo) }, async (stack) => {
      await stack.up();
      const found = await sizes(stack);
      console.info(`bytes in the state: ${JSON.stringify(Object.fromEntries(found))}`);
      expect([...found.keys()].sort()).toEqual([...TYPES].sort());
      for (const [type, bytes] of found) expect({ type, fits: bytes <= LIMIT }).toEqual({ type, fits: true });
      await stack.destroy();
    }),
  ENGINE_TIMEOUT,
);

if (existsSync(DOCUMENT)) {
  test(
    "of an API with 262 operations the state holds what the program says of them twice, as inputs and as outputs, and nothing else grows",
    ofLargeApi,
    ENGINE_TIMEOUT,
  );
} else {
  test(`skipped: the Publisher API's document is not at ${DOCUMENT}`, () =>
    expect(existsSync(DOCUMENT)).toBe(false));
}

async function ofLargeApi(): Promise<void> {
  const { permissions, operations } = deriveApi(
    await readDocument(DOCUMENT, (path) => readFileSync(path, "utf8")),
  );
  expect(Object.keys(operations)).toHaveLength(262);
  const apiId = choreo.createApi({ name: "publisher", operations: Object.keys(operations), deploy: true });
  const scopes = Object.fromEntries(
    Object.entries(permissions).map(([name, description = ""]) => [name, { displayName: name, description }]),
  );
  const args = JSON.stringify({ apiId, scopes, operations });
  const source = `
    import * as choreo from "#choreo/index";
    const args = ${args};
    const permissions = new choreo.ApiPermissions("publisher", args);
    const deployment = new choreo.ApiDeployment("publisher", { apiId: args.apiId, trigger: "1" }, { dependsOn: permissions });
    new choreo.ApiLifecycle("publisher", { apiId: args.apiId }, { dependsOn: deployment });
  `;
  await withProgram(source, { config: CONFIG, env: environmentOf(choreo) }, async (stack) => {
    await stack.up();
    const found = await sizes(stack);
    const proportional = 2 * Buffer.byteLength(JSON.stringify({ scopes, operations }));
    console.info(`262 operations: ${found.get("ApiPermissions")} bytes, of which ${proportional} are theirs`);
    expect(found.get("ApiPermissions")).toBeLessThanOrEqual(LIMIT + proportional);
    expect(found.get("ApiDeployment")).toBeLessThanOrEqual(LIMIT);
    expect(found.get("ApiLifecycle")).toBeLessThanOrEqual(LIMIT);
    await stack.destroy();
  });
}
