import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { driftJson, driftReport, driftTool } from "../../../cli/drift/tool.ts";
import { githubTool } from "../../../cli/github/tool.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { runTool, type Terminal } from "../../../cli/shared/run.ts";
import { projectFolder, type Stack } from "../../../sandbox/engine/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { guideStack } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../../engine/harness.ts";
import { withCommands } from "../../inProcess/open.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";
import { startFakeGithub } from "../github/fake-github.ts";
import { listening } from "../listening.ts";
import { resetBoth } from "../review/world.ts";

let sandbox: Sandbox;
let github: Awaited<ReturnType<typeof startFakeGithub>>;
beforeAll(async () => {
  [sandbox, github] = await Promise.all([startTrustedSandbox(), startFakeGithub()]);
});
beforeEach(() => resetBoth(sandbox));
afterAll(() => Promise.all([sandbox.stop(), github.stop()]));

async function heard(tool: (terminal: Terminal) => Promise<number>) {
  const { terminal, said } = listening();
  const exitCode = await runTool(() => tool(terminal), terminal);
  return { exitCode, ...said };
}

/** `npm run drift -- --stack …` */
function drift({ name, configFile, env }: Pick<Stack, "name" | "configFile" | "env">, ...args: string[]) {
  const all = ["--stack", name, "--cwd", projectFolder, "--config-file", configFile, ...args];
  return heard((terminal) => driftTool(all, { terminal, env }));
}

/** `npm run github -- issue …`, as the workflow calls it. */
const issue = (...args: string[]) =>
  heard((terminal) =>
    githubTool(["issue", "--key", "drift-test", "--title", "Drift in test", ...args], {
      terminal,
      env: github.env,
    }),
  );

const rows = (report: string) => report.split("\n").filter((line) => /^\| \W*(update|delete)\W* /.test(line));
const NONE =
  "No drift in `test`: Azure and Choreo have what the last update made, and nothing was seen besides that gives access.\n";

test("the report is the same in whatever order the engine got to the resources", () => {
  const steps = (["ServicePrincipal", "Application"] as const).map((type) => ({
    op: "update" as const,
    type: `azuread:${type}`,
    token: `azuread:index/${type}:${type}`,
    name: "books",
    urn: type,
    properties: ["tags"],
  }));
  const none = { surplus: [], unseen: [] };
  for (const report of [driftReport, driftJson])
    expect(report("dev", steps, none)).toBe(report("dev", steps.toReversed(), none));
  expect(JSON.parse(driftJson("dev", steps, none))).toMatchObject({
    stack: "dev",
    steps: [{ op: "update", name: "books", properties: ["tags"] }, {}],
    surplus: [],
    unseen: [],
  });
});

test(
  "no drift, then some on either side, more of it, and none again: the report and the issue follow",
  async () => {
    await withCommands({ config: guideStack(), env: sandbox.env }, (stack) =>
      inTempFolder(async (folder) => {
        const report = join(folder, "drift.md");
        const { graph, publisher } = await handles(sandbox);
        await stack.up();
        expect(await drift(stack)).toEqual({ exitCode: exitCodes.ok, out: NONE, err: "" });
        expect((await issue()).out).toBe("Issue drift-test: none.\n");

        const { value: principals } = await graph.get(
          "/servicePrincipals?$filter=displayName eq 'books (test)'",
        );
        await graph.patch(`/servicePrincipals/${principals[0].id}`, { appRoleAssignmentRequired: false });
        const inEntra = "| update | `azuread:ServicePrincipal` | `books` | `appRoleAssignmentRequired` |";
        const first = await drift(stack, "--output", report);
        expect(first).toEqual({ exitCode: exitCodes.drift, out: "", err: "" });
        expect(rows(await readFile(report, "utf8"))).toEqual([inEntra]);
        expect((await issue("--file", report)).out).toBe("Issue drift-test: opened.\n");
        expect((await issue("--file", report)).out).toBe("Issue drift-test: unchanged.\n");

        const path = `/apis/${seed.apis.books.id}`;
        const api = await publisher.get(path);
        await publisher.put(path, {
          ...api,
          operations: api.operations.map((each: { verb: string }) =>
            each.verb === "POST" ? { ...each, scopes: ["books_read"] } : each,
          ),
        });
        const second = await drift(stack, "--output", report);
        expect(second.exitCode).toBe(exitCodes.drift);
        const text = await readFile(report, "utf8");
        expect(rows(text)).toEqual([
          inEntra,
          expect.stringMatching(/^\| update \| `choreo:ApiPermissions` \| `books` \| `operations/),
        ]);
        for (const value of ["books_read", principals[0].id, seed.apis.books.id, sandbox.env.CHOREO_TOKEN])
          expect(text).not.toContain(value);
        expect((await issue("--file", report)).out).toBe("Issue drift-test: updated.\n");
        expect(github.issues).toMatchObject([{ state: "open", title: "Drift in test" }]);
        expect(github.issues[0]?.body).toContain("choreo:ApiPermissions");

        await stack.up({ flags: ["--refresh", "--run-program"] });
        expect(await drift(stack)).toEqual({ exitCode: exitCodes.ok, out: NONE, err: "" });

        // Nothing of the state differs, and yet somebody can sign in as the client.
        const { value: clients } = await graph.get(
          "/applications?$filter=displayName eq 'storefront (test)'",
        );
        const { keyId } = await graph.post(`/applications/${clients[0].id}/addPassword`, {
          passwordCredential: { displayName: "mine" },
        });
        const besides = await drift(stack);
        expect(besides.exitCode).toBe(exitCodes.drift);
        expect(besides.out).toMatch(/^Nothing that `test` manages was changed, but it is not alone:\n/);
        expect(besides.out).toContain('- client storefront: `client secret "mine"`');
        await graph.post(`/applications/${clients[0].id}/removePassword`, { keyId });
        expect((await issue()).out).toBe("Issue drift-test: closed.\n");
        expect(github.issues).toMatchObject([{ state: "closed" }]);
      }),
    );
  },
  ENGINE_TIMEOUT,
);

test(
  "what is gone is a delete; a service that refuses is no drift, and no report",
  async () => {
    await withCommands({ config: guideStack(), env: sandbox.env }, (stack) =>
      inTempFolder(async (folder) => {
        await stack.up();
        const { devportal } = await handles(sandbox);
        const { list } = await devportal.get("/applications");
        const [{ applicationId }] = list.filter(({ name }: { name: string }) => name === "storefront (test)");
        const subscriptions = await devportal.get(`/subscriptions?applicationId=${applicationId}`);
        await devportal.delete(`/subscriptions/${subscriptions.list[0].subscriptionId}`);
        const gone = await drift(stack);
        expect(gone.exitCode).toBe(exitCodes.drift);
        expect(rows(gone.out)).toEqual(["| **delete** | `choreo:Subscription` | `storefront-books` |  |"]);

        const report = join(folder, "drift.md");
        sandbox.choreo.setFaults([{ match: { path: "/api/am/" }, times: 1000, then: { status: 403 } }]);
        const refused = await drift(stack, "--output", report);
        sandbox.choreo.setFaults([]);
        expect(refused.exitCode).toBe(exitCodes.preview);
        expect(refused.err).toContain('The refresh of "test" failed:');
        expect(refused.err).not.toContain(sandbox.env.CHOREO_TOKEN);
        await expect(readFile(report)).rejects.toThrow("ENOENT");
      }),
    );
  },
  ENGINE_TIMEOUT,
);

test(
  "bad input: nothing deployed, a key that is missing, no such stack",
  async () => {
    await withCommands({ config: guideStack(), env: sandbox.env }, async (stack) => {
      expect(JSON.parse((await drift(stack, "--json")).out)).toEqual({
        stack: "test",
        steps: [],
        surplus: [],
        unseen: [],
      });
      expect(await drift(stack)).toEqual({
        exitCode: exitCodes.ok,
        out: 'Nothing is deployed in "test": there is nothing that could drift.\n',
        err: "",
      });
      const unknown = await drift({ ...stack, name: "tst", configFile: stack.configFile, env: stack.env });
      expect([unknown.exitCode, unknown.err]).toEqual([
        exitCodes.usage,
        'The project has no stack "tst".\nDid you mean "test"?\n',
      ]);

      await stack.up();
      await stack.setConfig({ ...guideStack(), "choreo-azuread:choreo": { organization: "taylordean" } });
      const lacking = await drift(stack);
      expect(lacking.exitCode).toBe(exitCodes.preview);
      expect(lacking.err).toContain("choreo-azuread:choreo.identityProvider: is missing");
      expect(lacking.err).not.toMatch(/^ +at /m);
    });
  },
  ENGINE_TIMEOUT,
);

test(
  "what the argument controlPlane puts elsewhere is looked for there",
  async () => {
    await withCommands({ config: guideStack(), env: sandbox.env }, async (stack) => {
      await stack.up();
      const asked: string[] = [];
      const berlin = createServer(({ url = "" }, response) => {
        asked.push(url);
        response.writeHead(404).end("{}");
      });
      await new Promise<void>((ready) => berlin.listen(0, "127.0.0.1", ready));
      const url = `http://127.0.0.1:${(berlin.address() as AddressInfo).port}`;
      // Of the API's component, which a refresh does not read: what asks there is the look besides.
      const state = await stack.exportState();
      const api = state.deployment.resources?.find(({ type }) => /:ChoreoApi$/.test(type));
      const place = { publisherUrl: url, devportalUrl: url, tokenUrl: url };
      Object.assign(api ?? {}, { outputs: { apiId: seed.apis.books.id, controlPlane: place } });
      await stack.importState(state);
      const seen = await drift(stack);
      await new Promise((stopped) => berlin.close(stopped).closeAllConnections());
      expect(asked).toEqual(
        expect.arrayContaining([
          expect.stringContaining(`/apis/${seed.apis.books.id}/revisions`),
          expect.stringMatching(`^/subscriptions.*apiId=${seed.apis.books.id}`),
        ]),
      );
      // What is not there was not looked at.
      const unseen =
        "Not looked at, as these credentials may not read it or it is not there: API books in Choreo.\n";
      expect({ exitCode: seen.exitCode, err: seen.err }).toEqual({ exitCode: exitCodes.ok, err: unseen });
      expect(seen.out).toContain("and in what was looked at nothing was seen besides that gives access.");
    });
  },
  ENGINE_TIMEOUT,
);
