import { expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import * as seed from "../../../sandbox/seed.ts";
import { hasTerminal } from "../../engine/terminal.ts";
import { needs } from "../../needs.ts";
import { runSurvey } from "../survey/run-survey.ts";
import { rig, sandbox, scope, services, tills } from "./tills.ts";

/** It must have ended with these words, and have left no file and called no engine. */
async function refused(args: string[], ...said: string[]): Promise<void> {
  const before = await rig.text();
  const { code, out, err, writes } = await rig.run([...args, "--yes"]);
  expect(code).not.toBe(0);
  for (const each of said) expect(out + err).toContain(each);
  expect(await rig.text()).toBe(before);
  expect(await rig.imported()).toBeUndefined();
  expect(writes).toEqual([]);
}

test("what is not there, or not said: a sentence, and nothing written", async () => {
  await tills();
  await refused([], "It is not said what to import.", "--all");
  await refused(["--api", "tillz"], 'no API "tillz"', 'Did you mean "tills"');
  await refused(["--client", "nobody's"], `no application "nobody's"`);
  await refused(["--all", "--identity-provider", "Okta"], 'no identity provider "Okta"');
  await rig.write("config: [1");
  await refused(["--all"], "Pulumi.dev.yaml does not parse");
  await rig.write("config:\n  choreo-azuread:apis:\n    books: { versoin: '1.0.0' }\n");
  await refused(["--all"], "apis.books.versoin: unknown key", "Set that right in the stack file first.");
});

test("no permission on one side: what is missing, and nothing taken for what is not there", async () => {
  await tills();
  const forbidden = (path: string) => [{ match: { path }, times: 100, then: { status: 403, body: {} } }];
  sandbox.choreo.setFaults(forbidden("/publisher/v2/apis"));
  await refused(["--all"], "do not see enough to import anything", "apim:api_view");
  sandbox.choreo.setFaults([]);
  sandbox.entra.setFaults(forbidden("/v1.0/applications"));
  await refused(["--all"], "do not see enough to import anything", "Graph permission Application.Read.All");
});

test("two registrations that could be the API's: it asks, or wants --pair", async () => {
  const { web } = await tills();
  const twin = await makeWebApi(services.graph, { name: "Tills too", scopes: { [scope]: "users" } });
  await refused(
    ["--all"],
    `Several registrations could stand for the API tills 1.0.0: "Tills" (${web.appId}), "Tills too" (${twin.appId}).`,
    'Say which: --pair "tills 1.0.0=<client id>"',
  );
  const asked: string[] = [];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve("2");
  };
  const { out } = await rig.run(["--api", "tills", "--dry-run"], { ask });
  expect(asked).toHaveLength(1);
  expect(out).toContain("displayName: Tills too");
  const paired = await rig.run(["--api", "tills", "--dry-run", "--pair", `tills 1.0.0=${web.appId}`]);
  expect(paired.out).toContain("displayName: Tills\n");
});

test("a person chooses, and may still say no", async () => {
  await tills();
  const ask = (question: string) => Promise.resolve(/(\d+)\s+API tills 1\.0\.0/.exec(question)?.[1] ?? "");
  const no = await rig.run([], { ask, confirm: () => Promise.resolve(false) });
  expect(no.out).toContain("Nothing was written.");
  expect(await rig.text()).toBe("");
  const yes = await rig.run([], { ask, confirm: () => Promise.resolve(true) });
  expect(yes.code).toBe(0);
  expect(await rig.config()).toMatchObject({ "choreo-azuread:apis": { tills: { displayName: "Tills" } } });
  expect(await rig.config()).not.toHaveProperty("choreo-azuread:clients");
});

test.each<[string, Partial<Parameters<typeof makeWebApi>[1]>, string]>([
  ["a name that is too long", { name: "T".repeat(101) }, "the settings cannot say it: found"],
])("what the settings cannot hold is left as it is: %s", async (_, webApi, said) => {
  await tills(webApi);
  const { code, out } = await rig.run(["--api", "tills", "--yes"]);
  expect(code).toBe(0);
  expect(out).toContain("Left as it is: API tills: ");
  expect(out).toContain(said);
  expect(await rig.config()).not.toHaveProperty("choreo-azuread:apis");
});

test("people who are assigned without a role beside roles", async () => {
  const { web } = await tills({ assigned: [{ id: seed.entra.users.ada.id }] });
  const role = { value: "clerk", displayName: "Clerk", description: "Sells", allowedMemberTypes: ["User"] };
  await services.graph.patch(`/applications/${web.objectId}`, {
    appRoles: [{ ...role, id: "a1000000-0000-4000-8000-00000000000a", isEnabled: true }],
  });
  const { out } = await rig.run(["--api", "tills", "--yes"]);
  expect(out).toContain("ada@taylordean.example are assigned without a role although it has roles");
  expect(out).toContain("client till: none of the APIs that it uses can be in the stack");
  const survey = await runSurvey(sandbox, ["--identity-provider", "AzureAD"]);
  expect(survey.out).toContain("assigned: ada@taylordean.example");
});

test("a stack that has entries and resources gets what is new", async () => {
  const { web } = await tills();
  await rig.write(
    `config:\n  choreo-azuread:choreo: { identityProvider: AzureAD, organizationId: ${seed.choreo.organizationId} }\n  choreo-azuread:apis:\n    # ours\n    kasse: { name: tills, version: 1.0.0, imported: true, displayName: Tills, permissions: { tills_read: {} }, operations: {} }\n`,
  );
  const urn = (type: string) =>
    `urn:pulumi:dev::choreo-azuread::choreo-azuread:index:AzureWebApi$${type}::kasse`;
  const type = "azuread:index/application:Application";
  await rig.keepState({
    deployment: { resources: [{ type, urn: urn(type), id: `/applications/${web.objectId}` }] },
  });
  const { out, code } = await rig.run(["--all", "--yes"]);
  expect(code).toBe(0);
  expect(await rig.text()).toContain("    # ours\n    kasse: { name: tills,");
  const clients = (await rig.config())["choreo-azuread:clients"];
  expect(clients).toMatchObject({ till: { displayName: "Till client", uses: { kasse: ["tills_read"] } } });
  const ids = (await rig.imported())?.resources.map(({ id }) => id);
  expect(ids).not.toContain(`/applications/${web.objectId}`);
  expect(ids).toContain(`/servicePrincipals/${web.servicePrincipalId}`);

  // Another object in its place is not touched.
  await rig.keepState({ deployment: { resources: [{ type, urn: urn(type), id: "/applications/another" }] } });
  expect((await rig.run(["--all", "--yes"])).out).toContain(
    "it has another one in its place (/applications/another)",
  );
  expect(out).not.toContain("in its place");
});

test("other permissions, platforms and an owner that is no user are held", async () => {
  const { client } = await tills();
  const graphId = "00000003-0000-0000-c000-000000000000";
  const { requiredResourceAccess } = await services.graph.get(`/applications/${client.objectId}`);
  await services.graph.patch(`/applications/${client.objectId}`, {
    requiredResourceAccess: [
      ...requiredResourceAccess,
      {
        resourceAppId: graphId,
        resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }],
      },
    ],
    spa: { redirectUris: ["https://spa.example/"] },
  });
  await services.graph.post(`/applications/${client.objectId}/owners/$ref`, {
    "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${seed.entra.deployer.servicePrincipalId}`,
  });
  await rig.run(["--all", "--yes"]);
  expect((await rig.config())["choreo-azuread:clients"]).toMatchObject({
    till: {
      requiredResourceAccess: { [graphId]: { scopes: ["e1fe6dd8-ba31-4d61-89e7-88639da4683d"] } },
      spaRedirectUris: ["https://spa.example/"],
      owners: [seed.entra.deployer.servicePrincipalId],
    },
  });
});

(needs(hasTerminal, "script of util-linux", "Debian has it in bsdutils") ? test : test.skip)(
  "at a real terminal: the choice is shown with numbers, asked for, and done after a yes; Ctrl-C ends it",
  async () => {
    await tills();
    const left = await rig.atTerminal([[/Numbers, or/, "\u0003"]]);
    expect(left.exitCode).toBe(exitCodes.interrupted);
    expect([await rig.text(), await rig.imported()]).toEqual(["", undefined]);

    const number = /^ {2}(\d) {2}API tills 1\.0\.0\r?$/m.exec(left.output)?.[1];
    const done = await rig.atTerminal([
      [/Numbers, or/, `${number}\n`],
      [/\[y\/N\]/, "y\n"],
    ]);
    expect(done).toMatchObject({ exitCode: 0, output: expect.stringContaining("In the state: ") });
    expect(Object.keys((await rig.config())["choreo-azuread:apis"] as object)).toEqual(["tills"]);
    expect(await rig.config()).not.toHaveProperty("choreo-azuread:clients");
    expect(await rig.imported()).toBeDefined();
  },
);
