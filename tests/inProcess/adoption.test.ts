import { expect, test } from "@jest/globals";
import { choreo as seed } from "../../sandbox/seed.ts";
import { personAt } from "../engine/choreoPerson.ts";
import { CONFIG, environmentOf, startControlPlane } from "../engine/choreoProgram.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { type TestStack, withProgram } from "./open.ts";

// Everything else that a person may have made before there was a stack: tests/providers/adoption.test.ts.

const choreo = sharedByTests(startControlPlane);

const apiId = seed.apis.books.id;
const scope = { name: "books_add", displayName: "Add", description: "Add a book" };
const { name, ...texts } = scope;
const program = (adopt: boolean) => `
  import * as choreo from "#choreo/index";
  new choreo.ApiPermissions("one", ${JSON.stringify({
    apiId,
    scopes: { [name]: texts },
    operations: { "POST /books": [name] },
    adopt,
  })});
`;
const withStack = (adopt: boolean, work: (stack: TestStack) => Promise<void>) =>
  withProgram(program(adopt), { config: CONFIG, env: environmentOf(choreo) }, work);

test(
  "what somebody made by hand is refused with nothing recorded, taken over when asked, and given back as it was",
  async () => {
    await personAt(choreo).addScope({ name, displayName: "By hand", description: "" }, [
      "DELETE /books/{id}",
    ]);
    const before = JSON.stringify(choreo.state());
    await withStack(false, async (stack) => {
      const { output, exitCode } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(output.replace(/\s+/g, " ")).toContain("books_add exists already, and no stack made it");
      expect(JSON.stringify(choreo.state())).toBe(before);
      const { resources = [] } = (await stack.exportState()).deployment;
      expect(resources.filter(({ type }) => type.includes("ApiPermissions"))).toEqual([]);
    });
    await withStack(true, async (stack) => {
      await stack.up();
      expect((await stack.preview({ flags: ["--refresh", "--expect-no-changes"] })).steps).toEqual([]);
      const { apis } = choreo.state() as { apis: { id: string; scopes: unknown[] }[] };
      expect(apis.find(({ id }) => id === apiId)?.scopes).toMatchObject([{ scope }]);
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  ENGINE_TIMEOUT,
);
