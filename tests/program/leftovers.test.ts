import { expect, test } from "@jest/globals";
import { type AlreadyThere, alreadyThere, leftBehind } from "../../program/leftovers.ts";

const application = {
  urn: "urn:pulumi:dev::choreo-azuread::choreo-azuread:index:AzureWebApi$azuread:index/application:Application::books",
  what: 'application "books (dev)"',
  found: [
    { type: "azuread:index/application:Application", id: "/applications/1" },
    { type: "azuread:index/servicePrincipal:ServicePrincipal", id: "/servicePrincipals/2" },
  ],
  tags: [],
  isOurs: false,
  version: "6.9.1",
} satisfies AlreadyThere;

/** The file that the command hands to `pulumi import`. */
const fileIn = (message: string) => JSON.parse(/echo '(.+)' \| pulumi import/.exec(message)?.[1] as string);

test("the command names the component, the object and what belongs to it, with the plugin's version", () => {
  expect(fileIn(alreadyThere(application))).toEqual({
    resources: [
      { type: "choreo-azuread:index:AzureWebApi", name: "component", logicalName: "books", component: true },
      {
        type: "azuread:index/application:Application",
        name: "resource0",
        logicalName: "books",
        id: "/applications/1",
        parent: "component",
        version: "6.9.1",
      },
      {
        type: "azuread:index/servicePrincipal:ServicePrincipal",
        name: "resource1",
        logicalName: "books",
        id: "/servicePrincipals/2",
        parent: "component",
        version: "6.9.1",
      },
    ],
  });
});

test("the command is for this stack, without questions, protection or generated code", () => {
  expect(alreadyThere(application)).toContain(
    "| pulumi import --file /dev/stdin --stack dev --yes --protect=false --generate-code=false\n",
  );
});

test.each([
  [
    ["pulumi", "choreo-azuread/prod"],
    "It is not marked as this stack's (its tags: pulumi, choreo-azuread/prod): taking it in changes it",
  ],
  [[], "It is not marked as this stack's: taking it in changes it"],
])("tags %j: %s", (tags, text) => {
  expect(alreadyThere({ ...application, tags })).toContain(text);
});

test("what is marked as this stack's is for the one command that takes in all of it", () => {
  const message = alreadyThere({ ...application, isOurs: true });
  expect(message).toContain("It is marked as this stack's: a run that was cut off has left it.");
  expect(message).toContain("\n\nnpm run recover -- --stack dev\n");
  expect(message).not.toContain("pulumi import");
});

test("all that is left over is in one message", () => {
  const left = [
    { id: "1", displayName: "books (dev)", stackId: "own", isSure: true },
    { id: "2", displayName: "TERRAFORM_UPDATE_7", stackId: "own", isSure: true },
  ];
  expect(leftBehind(left, "dev")).toMatch(
    /books \(dev\)" \(object id 1\)\n.*TERRAFORM_UPDATE_7" \(object id 2\)\n.*\n\nnpm run recover -- --stack dev\n/,
  );
});

test("what may be another stack's is told apart, and is only for a command that names it", () => {
  const message = leftBehind(
    [
      { id: "1", displayName: "books (dev)", stackId: "own", isSure: true },
      { id: "2", displayName: "orders (dev)", stackId: "other", isSure: false },
      { id: "3", displayName: "old (dev)", stackId: undefined, isSure: false },
    ],
    "dev",
  );
  expect(message).toMatch(/\n\nnpm run recover -- --stack dev\n\nEntra ID has what bears the name/);
  expect(message).toMatch(/object id 2\), of the stack id other\n.*object id 3\), of no stack id\n/);
  expect(message).toContain("\n\nnpm run recover -- --stack dev --application 2 3\n");
});

test("a quote in a name stays one word of the shell", () => {
  const urn = application.urn.replace("::books", "::o'reilly");
  expect(alreadyThere({ ...application, urn })).toContain(`"logicalName":"o'\\''reilly"`);
});
