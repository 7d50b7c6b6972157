import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { CONFIG, environmentOf, startControlPlane } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

let here: RunningChoreo;
let there: RunningChoreo;
beforeAll(async () => {
  [here, there] = await Promise.all([startControlPlane(), startControlPlane()]);
});
afterAll(() => Promise.all([here.close(), there.close()]));

const programOf = ({ urls }: RunningChoreo) => `
  import * as pulumi from "@pulumi/pulumi";
  import { ChoreoApi, ChoreoApplication } from "${projectFolder}/components/index.ts";
  import { Application, at, controlPlane, getApi } from "#choreo/index";
  const config = new pulumi.Config("choreo-azuread");
  const berlin = {
    ...${JSON.stringify({ organization: seed.organization, organizationId: seed.organizationId })},
    publisherUrl: "${urls.publisher}", devportalUrl: "${urls.devportal}", tokenUrl: "${urls.token}",
    credentials: "berlin",
  };
  new Application("here", { name: "here" });
  const { apiId } = await getApi(controlPlane(at(config, berlin)), { name: "books", version: "1.0.0" });
  const books = new ChoreoApi("books", {
    apiId,
    permissions: { books_read: { description: "Read" } },
    operations: { "GET /books": ["books_read"] },
    controlPlane: berlin,
  });
  new ChoreoApplication("there", {
    name: "there",
    identityProvider: "AzureAD",
    clientId: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
    keyType: "PRODUCTION",
    subscriptions: { books: books.publishedApiId },
    controlPlane: pulumi.output(berlin),
  });
`;

test(
  "one program with two control planes: the second by arguments, its credentials by the name of a secret, which is in no resource; up, refresh, destroy",
  () =>
    withProgram(
      programOf(there),
      {
        name: "dev",
        config: CONFIG,
        env: environmentOf(here),
      },
      async (stack) => {
        const before = [here, there].map((each) => JSON.stringify(each.state()));
        await stack.cli([
          ...["config", "set", "--secret", "choreo-azuread:berlin", JSON.stringify(seed.client)],
          ...["--stack", stack.name, "--config-file", stack.configFile],
        ]);
        await stack.up();
        const names = [here, there].map((each) =>
          (each.state() as { applications: { name: string }[] }).applications.map(({ name }) => name),
        );
        expect(names).toEqual([["here"], ["there"]]);
        const state = JSON.stringify(await stack.exportState());
        // Three resources of each component, in inputs and outputs.
        expect(state.match(/"controlPlane":\{/g)).toHaveLength(12);
        expect(state).not.toContain(seed.client.clientSecret);
        expect((await stack.preview({ flags: ["--refresh", "--expect-no-changes"] })).steps).toEqual([]);
        await stack.destroy();
        expect([here, there].map((each) => JSON.stringify(each.state()))).toEqual(before);
      },
    ),
  ENGINE_TIMEOUT,
);
