import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { StateResource } from "../../sandbox/engine/index.ts";
import { HOW_TO_GET_SPECS, specsFolder } from "../../scripts/specsFolder.ts";
import { deriveApi } from "../../settings/openapi/derive.ts";
import { readDocument } from "../../settings/openapi/document.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { inTempFolder } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { STATE_LIMIT, sizesOf } from "../engine/stateSize.ts";
import { needs } from "../needs.ts";
import { type TestStack, withStack } from "./open.ts";

const DOCUMENT = join(specsFolder, "publisher-api.yaml");
const PREFIX = "urn:taylordean:publisher:";

interface World {
  applications: {
    displayName: string;
    api: { oauth2PermissionScopes: { value: string; isEnabled: boolean }[] };
  }[];
}
interface Apis {
  apis: {
    name: string;
    operations: { verb: string; target: string; scopes: string[] }[] | Record<string, string[]>;
  }[];
}

(needs(existsSync(DOCUMENT), "WSO2's Publisher API as an example", HOW_TO_GET_SPECS) ? test : test.skip)(
  "WSO2's Publisher API: 262 operations arrive with their scopes on both sides, change and go, and nothing else grows in the state",
  () => inTempFolder(theWholeLife),
  400_000,
);

async function theWholeLife(folder: string): Promise<void> {
  const file = join(folder, "publisher.yaml");
  const text = readFileSync(DOCUMENT, "utf8");
  await writeFile(file, text);
  const expected = deriveApi(await readDocument(file, (path) => readFileSync(path, "utf8")));
  expect(Object.keys(expected.operations)).toHaveLength(262);

  const sandbox = await startSandbox();
  try {
    sandbox.choreo.createApi({
      name: "publisher",
      operations: Object.keys(expected.operations),
      deploy: true,
    });
    const before = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
    const inChoreo = () => operationsOf(sandbox.choreo.state() as Apis, "publisher");
    const inAzure = () => {
      const { applications } = sandbox.entra.state() as unknown as World;
      const scopes = applications.find(({ displayName }) => displayName === "publisher (test)")?.api
        .oauth2PermissionScopes;
      return scopes?.map(({ value, isEnabled }) => `${value} ${isEnabled}`).sort();
    };
    const config = guideStack({ apis: { publisher: { version: "1.0.0", openapi: file } } });
    await withStack({ config: plain(config), env: sandbox.env }, async (stack) => {
      await stack.up();
      expect(inAzure()).toEqual(
        Object.keys(expected.permissions)
          .map((name) => `${PREFIX}${name} true`)
          .sort(),
      );
      expect(inChoreo()).toEqual(sortedScopes(expected.operations));
      await expectNothingElseGrows(stack);
      expect((await stack.preview()).steps).toEqual([]);

      // GET /apis is no longer open to apim:api_list_view.
      await writeFile(file, text.replace("            - apim:api_list_view\n", ""));
      const preview = await stack.preview();
      expect(
        preview.steps.map(({ op, type, name }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}`).sort(),
      ).toEqual(["update ApiDeployment publisher", "update ApiPermissions publisher"]);
      await stack.up();
      const changed = expected.operations["GET /apis"]?.filter(
        (scope) => scope !== "apim:api_list_view",
      ) as string[];
      expect(inChoreo()).toEqual(sortedScopes({ ...expected.operations, "GET /apis": changed }));

      await stack.destroy();
      expect(JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()])).toBe(before);
    });
  } finally {
    await sandbox.stop();
  }
}

/** The state holds what the program says of an API twice, as inputs and as outputs. */
async function expectNothingElseGrows(stack: TestStack): Promise<void> {
  const { resources = [] } = (await stack.exportState()).deployment;
  const publisher = resources.filter(({ urn }) => urn.endsWith("::publisher"));
  const { inputs } = publisher.find(({ type }) => type.endsWith(":ApiPermissions")) as StateResource;
  const { scopes, operations } = inputs as { scopes: object; operations: object };
  const proportional = 2 * Buffer.byteLength(JSON.stringify({ scopes, operations }));
  const sizes = sizesOf(publisher);
  console.info(`262 operations: ${sizes.get("ApiPermissions")} bytes, of which ${proportional} are theirs`);
  expect(sizes.get("ApiPermissions")).toBeLessThanOrEqual(STATE_LIMIT + proportional);
  expect(sizes.get("ApiDeployment")).toBeLessThanOrEqual(STATE_LIMIT);
  expect(sizes.get("ApiLifecycle")).toBeLessThanOrEqual(STATE_LIMIT);
}

/** What Choreo holds, by operation, however its state lists it. */
function operationsOf({ apis }: Apis, name: string): Record<string, string[]> {
  const operations = apis.find((api) => api.name === name)?.operations ?? [];
  const entries = Array.isArray(operations)
    ? operations.map(({ verb, target, scopes }) => [`${verb} ${target}`, scopes] as const)
    : Object.entries(operations);
  return sortedScopes(Object.fromEntries(entries));
}

function sortedScopes(operations: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(operations).map(([operation, scopes]) => [operation, [...scopes].sort()]),
  );
}
