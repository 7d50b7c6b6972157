import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import { decide, refusedUp } from "./approvals.ts";
import { environmentOf, startControlPlane } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

/** Step 1 of the guide alone; only API Manager lets deployments wait for approval. */
const PROGRAM = `
  import * as pulumi from "@pulumi/pulumi";
  import * as choreo from "#choreo/index";
  const config = new pulumi.Config("choreo-azuread");
  const control = choreo.controlPlane(config);
  const { apiId } = await choreo.getApi(control, { name: "books", version: "1.0.0" });
  const permissions = new choreo.ApiPermissions("books", {
    apiId,
    scopes: { books_add: { description: "Add a book" } },
    operations: { "POST /books": ["books_add"] },
  });
  new choreo.ApiDeployment("books", { apiId, trigger: config.require("trigger") }, { dependsOn: permissions });
`;

const WAITS =
  /The deployment to Default waits for approval\. Approve it under Tasks > API Revision Deployment .*, then run `pulumi up` again/;

let choreo: RunningChoreo;
let before: string;
beforeEach(async () => {
  choreo = await startControlPlane("apim");
  before = JSON.stringify(choreo.state());
  review(true);
});
afterEach(() => choreo.close());

const review = (deployment: boolean) => choreo.setSwitches({ workflows: { deployment } });
const configOf = (trigger: string) => ({
  "choreo-azuread:choreo": { flavour: "apim", url: choreo.url, identityProvider: "AzureAD" },
  "choreo-azuread:trigger": trigger,
});
const withStack = (work: (stack: Stack) => Promise<void>) =>
  withProgram(PROGRAM, { config: configOf("1"), env: environmentOf(choreo) }, work);

interface Deployed {
  apis: { name: string; deployed: { status?: string }[] }[];
}
const books = () => (choreo.state() as unknown as Deployed).apis.find(({ name }) => name === "books");
const deployments = () => books()?.deployed.map(({ status = "APPROVED" }) => status);

/** What a destroy gives back would wait as well. */
async function destroyWithoutReview(stack: Stack): Promise<void> {
  review(false);
  await stack.destroy();
  expect(JSON.stringify(choreo.state())).toBe(before);
}

test(
  "what waits is named, looked at again by the next up, and not taken for drift by a refresh",
  () =>
    withStack(async (stack) => {
      expect(await refusedUp(stack)).toMatch(WAITS);
      expect(deployments()).toEqual(["APPROVED", "CREATED"]);
      const { steps } = await stack.drift();
      expect(steps.filter(({ diffs }) => diffs.length > 0)).toEqual([]);
      await stack.refresh();
      choreo.clearRequests();
      expect(await refusedUp(stack)).toMatch(WAITS);
      const writes = choreo
        .requests()
        .filter(({ method, path }) => method !== "GET" && path.startsWith("/api/"));
      expect(writes).toEqual([]);

      await decide(choreo, "approve");
      await stack.up();
      expect(deployments()).toEqual(["APPROVED"]);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await destroyWithoutReview(stack);
    }),
  ENGINE_TIMEOUT * 2,
);

test(
  "a destroy takes back what waits and leaves nothing",
  () =>
    withStack(async (stack) => {
      expect(await refusedUp(stack)).toMatch(WAITS);
      await stack.destroy();
      expect(JSON.stringify(choreo.state())).toBe(before);
    }),
  ENGINE_TIMEOUT,
);

test(
  "a newer deployment takes the place of the one that waits",
  () =>
    withStack(async (stack) => {
      expect(await refusedUp(stack)).toMatch(WAITS);
      await stack.setConfig(configOf("2"));
      expect(await refusedUp(stack)).toMatch(WAITS);
      expect(deployments()).toEqual(["APPROVED", "CREATED"]);
      await decide(choreo, "approve");
      await stack.up();
      await destroyWithoutReview(stack);
    }),
  ENGINE_TIMEOUT * 2,
);

test(
  "one that was turned down is an error, and the next up asks again",
  () =>
    withStack(async (stack) => {
      expect(await refusedUp(stack)).toMatch(WAITS);
      await decide(choreo, "reject");
      expect(await refusedUp(stack)).toContain(
        "the deployment to Default was turned down or failed at a gateway",
      );
      expect(await refusedUp(stack)).toMatch(WAITS);
      await decide(choreo, "approve");
      await stack.up();
      await destroyWithoutReview(stack);
    }),
  ENGINE_TIMEOUT * 2,
);

test(
  "a destroy whose way back waits for approval says so",
  () =>
    withStack(async (stack) => {
      review(false);
      await stack.up();
      review(true);
      const { output } = await stack.destroy();
      expect(output).toMatch(
        /The gateways keep the permissions of the API \S+ until the deployment to Default is approved: Tasks > API Revision Deployment/,
      );
      await decide(choreo, "approve");
      expect(books()?.deployed).toEqual(
        (JSON.parse(before) as Deployed).apis.find(({ name }) => name === "books")?.deployed,
      );
    }),
  ENGINE_TIMEOUT,
);
