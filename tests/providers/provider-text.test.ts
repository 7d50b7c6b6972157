import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { providerText, RESOURCE_TYPES } from "../../providers/choreo/resource/providerText.ts";

/** A change of this text changes every resource of every stack: think twice, and then of states that hold the old one. */
const golden =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/")("choreo-azuread/provider").provider("Application")';

describe("__provider", () => {
  test("is this text", () => {
    expect(providerText("Application")).toBe(golden);
  });

  test.each(RESOURCE_TYPES)("of %s is the same but for its name, and at most 128 bytes", (type) => {
    expect(providerText(type).replaceAll(type, "Application")).toBe(golden);
    expect(Buffer.byteLength(providerText(type))).toBeLessThanOrEqual(128);
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

test("the provider's compiled code is kept for the next run, although the engine kills the process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "compiled-"));
  try {
    for (const part of [join("providers", "choreo"), "shared"])
      cpSync(part, join(folder, part), { recursive: true });
    const exports = { "./provider": "./providers/choreo/provider.ts" };
    const manifest = { name: "choreo-azuread", type: "module", exports };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    const loader = createRequire(import.meta.url).resolve("require-from-string");
    const script = `
      const provider = require(${JSON.stringify(loader)})(process.env.TEXT).handler();
      provider.check({}, { name: "storefront" }).then(() => setTimeout(() => console.log("answered"), 100));
      setInterval(() => {}, 1000);`;
    const { NODE_COMPILE_CACHE: _, NODE_V8_COVERAGE: __, ...env } = process.env;
    const child = spawn(process.execPath, ["-e", script], {
      cwd: folder,
      env: { ...env, NODE_OPTIONS: "", TEXT: providerText("Application") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    // From outside: Node.js runs its exit handlers before it kills itself.
    child.kill("SIGKILL");
    await once(child, "close");
    const kept = readdirSync(join(folder, ".sandbox", "compiled"), { recursive: true });
    // The folder of this Node.js version, and in it at least the handler and what it checks with.
    expect(kept.length).toBeGreaterThan(4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
      new choreo.IdentityProviderResource("entra", {
        name: "AzureAD",
        issuer: "i",
        jwks: "j",
        tokenEndpoint: "t",
        authorizeEndpoint: "a",
        consumerKeyClaim: "azp",
      }),
    ];
    await Promise.all(
      resources.map((resource) => new Promise((resolve) => resource.urn.apply((urn) => resolve(urn)))),
    );
  });

  test.each(RESOURCE_TYPES)("register %s as a dynamic resource whose provider is no secret", (type) => {
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
