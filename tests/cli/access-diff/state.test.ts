import { describe, expect, test } from "@jest/globals";
import { readState } from "../../../cli/access-diff/state.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { deploymentTrigger } from "../../../components/deploymentTrigger.ts";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const resource = (type: string, name: string, more: object = {}) => ({
  urn: urn(type, name),
  type,
  custom: true,
  ...more,
});
const stateOf = (resources?: object[] | null, more: object = {}) =>
  readState(JSON.stringify({ version: 3, deployment: { resources, ...more } }), "state.json");

const PASSWORD = "azuread:index/applicationPassword:ApplicationPassword";
const PERMISSIONS = "pulumi-nodejs:dynamic/choreo:ApiPermissions";
const DEPLOYMENT = "pulumi-nodejs:dynamic/choreo:ApiDeployment";
const endDate = "2027-05-23T00:00:00Z";

test.each(["", "no JSON", "[]", '{"deployment":{"resources":[{"urn":1}]}}', '{"deployment":[]}'])(
  "%j is no state: the file and the command that writes one are named",
  (text) => {
    expect(() => readState(text, "last.json")).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("last.json is no Pulumi state."),
        advice: 'Write it with "pulumi stack export --file state.json".',
        exitCode: exitCodes.usage,
      }),
    );
  },
);

test.each([{}, { deployment: null }, { deployment: {} }, { deployment: { resources: null } }])(
  "%j is the state of a stack that has nothing",
  (state) => {
    expect(readState(JSON.stringify(state), "state.json")).toEqual({
      resources: 0,
      made: [],
      outputs: {},
      placed: [],
      secrets: [],
      pending: [],
      behind: [],
    });
  },
);

test("what counts are resources, not the stack, components and providers; outputs are the stack's own", () => {
  const { resources, made, outputs } = stateOf([
    resource("pulumi:pulumi:Stack", "shop-dev", { custom: false, outputs: { access: 1 } }),
    resource("choreo-azuread:index:AzureWebApi", "books", { custom: false, outputs: { access: 2 } }),
    resource("pulumi:providers:azuread", "default", { outputs: { access: 3 } }),
    resource(PASSWORD, "shop-1", { outputs: {} }),
    resource(PASSWORD, "shop-2", { outputs: {}, pendingReplacement: true }),
    resource("random:index/randomUuid:RandomUuid", "stack", { outputs: {} }),
  ]);
  expect(resources).toBe(3);
  expect(outputs).toEqual({ access: 1 });
  expect(made.map(({ name }) => name)).toEqual(["shop-1"]);
});

test("secrets are the ones that stay and have an end", () => {
  const { secrets } = stateOf([
    resource(PASSWORD, "shop-1", { outputs: { endDate } }),
    resource(PASSWORD, "shop-2", { outputs: { endDate }, delete: true }),
    resource(PASSWORD, "shop-3", { outputs: { endDate: 5 } }),
    resource(PASSWORD, "shop-4"),
    resource("random:index/randomUuid:RandomUuid", "stack", { outputs: { endDate } }),
  ]);
  expect(secrets).toEqual([{ name: "shop-1", urn: urn(PASSWORD, "shop-1"), expires: endDate }]);
});

test("what a run was at when it was cut off", () => {
  const pending_operations = ["one", "two"].map((name) => ({ resource: { urn: urn(PASSWORD, name) } }));
  expect(stateOf([], { pending_operations }).pending).toEqual(["one", "two"]);
  expect(stateOf([], { pending_operations: null }).pending).toEqual([]);
});

describe("permissions that are ahead of the gateways", () => {
  const inputs = {
    scopes: { books_add: { description: "Add" } },
    operations: { "POST /books": ["books_add"] },
  };
  const trigger = deploymentTrigger(inputs.scopes, inputs.operations);
  const parent = urn("choreo-azuread:index:ChoreoApi", "books");
  const permissions = resource(PERMISSIONS, "books", { parent, inputs });
  const deployment = (more: object = {}) =>
    resource(DEPLOYMENT, "books", { parent, inputs: { trigger }, ...more });

  test.each<[string, object[], string[]]>([
    ["deployed as they are", [permissions, deployment()], []],
    ["deployed with others", [permissions, deployment({ inputs: { trigger: "earlier" } })], ["books"]],
    ["never deployed", [permissions], ["books"]],
    ["deployed for another component", [permissions, deployment({ parent: `${parent}2` })], ["books"]],
    ["deployed under another name", [permissions, { ...deployment(), urn: urn(DEPLOYMENT, "x") }], ["books"]],
    ["with a resource of another type beside", [permissions, { ...deployment(), type: PASSWORD }], ["books"]],
    ["Choreo's own", [{ ...permissions, inputs: { ...inputs, owner: "choreo" } }], []],
    ["without inputs", [resource(PERMISSIONS, "books", { parent })], []],
    [
      "with none at all, deployed so",
      [
        resource(PERMISSIONS, "books", { parent, inputs: {} }),
        deployment({ inputs: { trigger: deploymentTrigger({}, {}) } }),
      ],
      [],
    ],
  ])("%s", (_, resources, behind) => {
    expect(stateOf(resources).behind).toEqual(behind);
  });
});

test("what an argument puts into another control plane", () => {
  const controlPlane = { organization: "berlin" };
  const resources = [
    { urn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/choreo:Subscription::kiosk::books" },
    { urn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/choreo:Application::shop", outputs: {} },
  ].map((each, index) => ({
    type: "pulumi-nodejs:dynamic/choreo:Application",
    id: `id ${index}`,
    outputs: { controlPlane, apiId: "books", applicationId: "kiosk" },
    ...each,
  }));
  expect(readState(JSON.stringify({ deployment: { resources } }), "state.json").placed).toEqual([
    { name: "kiosk::books", project: "shop", place: controlPlane, ids: ["id 0", "books", "kiosk"] },
  ]);
});
