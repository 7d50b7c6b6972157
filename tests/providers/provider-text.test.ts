import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { providerText } from "../../providers/choreo/resources/providerText.ts";

const types = [
  "ApiPermissions",
  "ApiDeployment",
  "ApiLifecycle",
  "Application",
  "IdpKey",
  "Subscription",
] as const;

/** A change of this text changes every resource of every stack: think twice, and then of states that hold the old one. */
const golden = `exports.handler = () => {
  let config;
  const call = (method) => (...args) =>
    import("#choreo/handlers/Application").then((handlers) => handlers[method](config, ...args));
  return {
    configure: (request) => { config = request.config; },
    check: call("check"), diff: call("diff"), create: call("create"),
    read: call("read"), update: call("update"), delete: call("remove"),
  };
};
`;

describe("__provider", () => {
  test("is this text", () => {
    expect(providerText("Application")).toBe(golden);
  });

  test.each(types)("of %s is the same but for its name, and at most 600 bytes", (type) => {
    expect(providerText(type).replaceAll(type, "Application")).toBe(golden);
    expect(Buffer.byteLength(providerText(type))).toBeLessThanOrEqual(600);
  });

  test("works the way the SDK runs it: configured at once, code loaded by name", () => {
    // The SDK's own loader, in a process like the dynamic provider's: CommonJS, started in the program's folder.
    const script = `
      const provider = require("require-from-string")(process.env.TEXT).handler();
      provider.configure({ config: { get: () => undefined } });
      provider.check({}, { name: "storefront", claimant: "shop/dev/storefront" })
        .then(({ inputs }) => console.log(JSON.stringify(inputs)));`;
    const output = execFileSync(process.execPath, ["-e", script], {
      env: { ...process.env, NODE_OPTIONS: "", TEXT: providerText("Application") },
      encoding: "utf8",
    });
    expect(JSON.parse(output)).toMatchObject({
      description: "Managed by Pulumi: shop/dev",
      throttlingPolicy: "Unlimited",
    });
  });
});

describe("the resource classes", () => {
  const registered: pulumi.runtime.MockResourceArgs[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => {
          registered.push(args);
          return { id: `${args.name}-id`, state: args.inputs };
        },
        call: () => ({}),
      },
      "shop",
      "dev",
    );
    const choreo = await import("../../providers/choreo/index.ts");
    const resources = [
      new choreo.ApiPermissions("books", { apiId: "a", scopes: {}, operations: {} }),
      new choreo.ApiDeployment("books", { apiId: "a", trigger: "t" }),
      new choreo.ApiLifecycle("books", { apiId: "a" }),
      new choreo.Application("web", { name: "web" }),
      new choreo.IdpKey("web", {
        applicationId: "x",
        identityProvider: "AzureAD",
        consumerKey: "c",
        keyType: "SANDBOX",
      }),
      new choreo.Subscription("web", { applicationId: "x", apiId: "a" }),
    ];
    await Promise.all(
      resources.map((resource) => new Promise((resolve) => resource.urn.apply((urn) => resolve(urn)))),
    );
  });

  test.each(types)("register %s as a dynamic resource whose provider is no secret", (type) => {
    const found = registered.find((args) => args.type === `pulumi-nodejs:dynamic/choreo:${type}`);
    expect(found?.inputs.__provider).toBe(providerText(type));
  });

  test("say whose claim on an API it is", () => {
    const claims = registered
      .filter(({ type }) => type.includes(":Api"))
      .map(({ inputs }) => inputs.claimant);
    expect(claims).toEqual(["shop/dev/books", "shop/dev/books", "shop/dev/books"]);
  });
});
