import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder, type Stack, type StateResource } from "../../sandbox/engine/index.ts";
import { sharedByTests } from "../lifetimes.ts";
import { CONFIG, environmentOf, PROGRAM, startControlPlane, TYPES } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, inTempFolder, openStack, writeProgram } from "./harness.ts";
import { STATE_LIMIT, sizesOf } from "./stateSize.ts";

const choreo = sharedByTests(startControlPlane);

test(
  "a state holds the name of the provider's code, no code, in at most 4 KB a resource; the older name leads there too: previews do not see an edit, destroy runs it",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(choreo.state());
      const program = await programWithProviderOfItsOwn(join(folder, "program"));
      const stack = await openStack({
        folder: join(folder, "stack"),
        name: "test",
        program,
        config: CONFIG,
        env: environmentOf(choreo),
      });
      await stack.up();

      const state = await stack.exportState();
      const resources = state.deployment.resources ?? [];
      const sizes = sizesOf(resources);
      console.info(`bytes in the state: ${JSON.stringify(Object.fromEntries(sizes))}`);
      expect([...sizes.keys()].sort()).toEqual([...TYPES].sort());
      for (const [type, bytes] of sizes)
        expect({ type, fits: bytes <= STATE_LIMIT }).toEqual({ type, fits: true });

      const texts = providerTexts(resources);
      expect([...texts.keys()].sort()).toEqual([...TYPES].sort());
      const secrets = secretsOf(stack);
      expect(secrets).not.toEqual([]);
      for (const [type, text] of texts) {
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(600);
        expect(text.replaceAll(type, "Type")).toBe(
          (texts.get("Application") as string).replaceAll("Application", "Type"),
        );
        for (const secret of secrets) expect(text).not.toContain(secret);
        expect(text).not.toContain(folder);
      }

      // From here on it is a state of an older program, which named the code otherwise.
      const older = JSON.stringify(state).replaceAll("choreo-azuread/provider", "#choreo/provider");
      await stack.importState(JSON.parse(older));
      expect(older).toContain(String.raw`(\"#choreo/provider\").provider(\"Subscription\")`);

      const log = join(folder, "removed.log");
      await editEveryHandler(join(program, "providers/choreo"), log);
      const preview = await stack.preview({ flags: ["--expect-no-changes"] });
      expect(preview.steps).toEqual([]);
      await stack.refresh({ flags: ["--expect-no-changes"] });
      expect(JSON.stringify(await stack.exportState())).toContain("#choreo/provider");

      await stack.destroy();
      const removed = (await readFile(log, "utf8")).trim().split("\n");
      // An application takes its key and its subscription along: the program says `deletedWith`.
      expect(removed).toEqual(["Application", "ApiLifecycle", "ApiDeployment", "ApiPermissions"]);
      expect(JSON.stringify(choreo.state())).toBe(before);
    }),
  ENGINE_TIMEOUT,
);

/** The Choreo half of the program, with a copy of the provider that may be edited. */
async function programWithProviderOfItsOwn(folder: string): Promise<string> {
  await writeProgram(folder, PROGRAM);
  for (const part of ["providers/choreo", "shared"])
    await cp(join(projectFolder, part), join(folder, part), { recursive: true });
  const manifest = {
    ...{ name: "choreo-azuread", type: "module" },
    exports: { "./provider": "./providers/choreo/provider.ts" },
    imports: { "#choreo/*": "./providers/choreo/*.ts" },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

/** Every `check` and `diff` gets other text, and every `remove` leaves its type's name in a file before it does its work. */
async function editEveryHandler(folder: string, log: string): Promise<void> {
  for (const name of TYPES) {
    const file = join(folder, name, "handlers.ts");
    const text = await readFile(file, "utf8");
    const edited = text
      .replace(
        "export const { create, read, update, remove }",
        "export const { create, read, update, remove: before }",
      )
      .replace("export async function remove(", "async function before(")
      .replace(
        /export function (check|diff)\([^{]+\{/g,
        (head) => `${head}\n  const edited = "${log}";\n  void edited;`,
      );
    const remove = `
import { appendFileSync } from "node:fs";
export const remove: typeof before = async (...args) => {
  appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(`${name}\n`)});
  return before(...args);
};
`;
    expect(edited.match(/const edited|remove: before|function before/g)).toHaveLength(3);
    await writeFile(file, edited + remove);
  }
}

/** By type; the one in the inputs and the one in the outputs are the same. */
function providerTexts(resources: StateResource[]): Map<string, string> {
  return new Map(
    resources.flatMap(({ type, inputs, outputs }) => {
      const name = /^pulumi-nodejs:dynamic\/choreo:(\w+)$/.exec(type)?.[1];
      if (name === undefined) return [];
      expect(outputs?.__provider).toBe(inputs?.__provider);
      return [[name, String(inputs?.__provider)] as const];
    }),
  );
}

/** Everything in the environment of the run that opens something. */
function secretsOf({ env }: Stack): string[] {
  return Object.entries(env)
    .filter(([name, value]) => /TOKEN$|SECRET|PASS/.test(name) && value.length > 3)
    .map(([, value]) => value);
}
