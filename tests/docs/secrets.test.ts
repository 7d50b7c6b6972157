import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse } from "yaml";
import { azureEnvironment } from "../../cli/shared/cloud.ts";
import { readSettings } from "../../providers/choreo/settings.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { entra } from "../../sandbox/seed.ts";
import { provision, startTrustedSandbox } from "../cli/fixture.ts";
import { sharedByTests } from "../lifetimes.ts";
import { blocksIn, sectionOf } from "./commands.ts";

// docs/secrets.md, "Which of them works?": its two commands, as they stand there.
const text = readFileSync(join(projectFolder, "docs", "secrets.md"), "utf8");
const [, exporting = "", asking = ""] =
  /\*\*Which of them works\?\*\*[\s\S]*?```sh\n(.*)\n(.*)\n```/.exec(text) ?? [];

const sandbox = sharedByTests(startTrustedSandbox);

// jq is the reader's tool and nothing that this project asks of a machine.
const hasJq = !(await execa("jq", ["--version"], { reject: false })).failed;

(hasJq ? test : test.skip)("the client secrets of a state, newest and previous, by rotation", async () => {
  // What the engine writes for a secret with --show-secrets (seen with 3.259.0).
  const value = (secret: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(secret),
  });
  const password = (name: string, secret: string) => ({
    type: "azuread:index/applicationPassword:ApplicationPassword",
    urn: `urn:pulumi:dev::choreo-azuread::a$b::${name}`,
    outputs: { value: value(secret) },
  });
  const resources = [
    { type: "pulumi:pulumi:Stack", urn: "urn:pulumi:dev::choreo-azuread::x::y", outputs: {} },
    password("storefront-1", "old"),
    password("storefront-2", 'n"ew'),
  ];
  const [, program = ""] = /\| jq -r '(.*)'$/.exec(exporting) ?? [];
  const { stdout } = await execa("jq", ["-r", program], {
    input: JSON.stringify({ deployment: { resources } }),
  });
  expect(stdout).toBe('storefront-1\told\nstorefront-2\tn"ew');
});

test("a secret that works gives a token, and one that does not AADSTS7000215", async () => {
  const { outputs } = await provision(sandbox);
  const { clientId, clientSecret } = outputs.connections.storefront;
  const ask = async (secret: string) => {
    // curl's -d and --data-urlencode, by fetch.
    const [, url = ""] = /(https:\S+)/.exec(asking) ?? [];
    const fields = Object.fromEntries(
      [...asking.matchAll(/(?:-d|--data-urlencode) (\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [
        name,
        value.replace("CLIENT", clientId).replace("SECRET", secret),
      ]),
    );
    const address = url.replace(
      "https://login.microsoftonline.com/TENANT",
      `${sandbox.entra.url}/${entra.tenantId}`,
    );
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    return (await answer.json()) as { access_token?: string; error_description?: string };
  };
  expect(await ask(clientSecret)).toHaveProperty("access_token");
  expect((await ask("wrong")).error_description).toContain("AADSTS7000215");
});

describe('the variables of "Choreo\'s credentials"', () => {
  const section = sectionOf("docs/secrets.md", "Choreo's credentials");
  const shells = blocksIn(section, "sh");
  const [esc = ""] = blocksIn(section, "yaml");
  const assigned = shells.flatMap((block) => [...block.matchAll(/^(?:export )?([A-Z_]+)=/gm)]);
  const { values } = parse(esc);
  const named = [...assigned.map(([, name = ""]) => name), ...Object.keys(values.environmentVariables)];

  test("the ESC environment has what ESC takes as variables: texts, or secrets", () => {
    expect(Object.keys(parse(esc))).toEqual(["values"]);
    expect(Object.keys(values)).toEqual(["environmentVariables"]);
    const held = Object.values<string | Record<string, string>>(values.environmentVariables);
    for (const each of held)
      expect(typeof each === "string" ? "text" : Object.keys(each).join()).toMatch(/^(text|fn::secret)$/);
    // The token is not readable there, the tenant is no secret.
    expect(values.environmentVariables).toMatchObject({
      CHOREO_TOKEN: { "fn::secret": expect.any(String) },
      ARM_TENANT_ID: expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });

  test("each is one that the program and the tools read", () => {
    // The engine's own (docs/environments.md, and what each test's engine is given).
    const own = named.filter((name) => name !== "PULUMI_BACKEND_URL");
    expect(own).toEqual(expect.arrayContaining(["CHOREO_TOKEN", "ARM_TENANT_ID"]));
    const azure = azureEnvironment({ "azuread:tenantId": "of the tenant" }, {});
    for (const name of own) {
      const env = { [name]: "marked" };
      const { credentials, config } = readSettings(undefined, env);
      const isAzures = Object.hasOwn(azure, name);
      expect([name, isAzures || JSON.stringify([credentials, config]).includes("marked")]).toEqual([
        name,
        true,
      ]);
    }
  });
});
