import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import type { Report } from "../../../cli/probe/report.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import { inTempFolder } from "../../engine/harness.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { provision, startTrustedSandbox } from "../fixture.ts";
import { reset, runProbe, writesTo } from "./run-probe.ts";

const sandbox = sharedByTests(startTrustedSandbox);
afterEach(() => reset(sandbox));

const IDP = ["--identity-provider", "AzureAD"];

/** Every text in a value, long enough not to be in a sentence by chance. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.length >= 6 ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Answers of the services full of what must not get out. */
const canary = "canary-7f3a";
const CANARIES = {
  name: `${canary}-name`,
  code: 900900,
  message: `${canary} message`,
  description: `${canary} description of https://${canary}.example`,
  error: { code: canary, message: `${canary} in Graph` },
  status: canary,
  allowedScopes: [`${canary}:scope`],
};

describe("nothing of the services is in the report", () => {
  const mayBe = JSON.stringify(allChecks);
  const forbidden = () => {
    const { choreo: control, entra: directory } = sandbox;
    const own = [sandbox.gateway.url, control.url, directory.url, ...Object.values(sandbox.env)];
    const texts = [
      ...textsIn([control.state(), directory.state(), choreo, entra]),
      ...own,
      canary,
      "localhost",
    ];
    return [...new Set(texts)]
      .filter((text) => text.length >= 6)
      .filter(
        (text) => !mayBe.includes(text) && !/^(PRODUCTION|SANDBOX|EXTERNAL|DIRECT|AzureAD)$/.test(text),
      );
  };

  test.each([
    ["reading", []],
    ["writing", ["--write"]],
    ["reading, as JSON", ["--json"]],
  ])("%s", async (_, args) => {
    await provision(sandbox);
    const before = forbidden();
    expect(before.length).toBeGreaterThan(100);
    const { out } = await runProbe(sandbox, [...IDP, ...args]);
    for (const text of [...before, ...forbidden()]) expect(out).not.toContain(text);
  });

  test.each([200, 400, 401, 403, 404, 409])("whatever the services say with %i", async (status) => {
    for (const service of [sandbox.choreo, sandbox.entra])
      service.setFaults([
        {
          match: { path: "/(api/am|v1.0|orgs|api-key-service)/" },
          skip: 1,
          times: 10_000,
          then: { status, body: CANARIES },
        },
      ]);
    const { out } = await runProbe(sandbox, [...IDP, "--write"]);
    expect(out).toContain("What `npm run probe` saw");
    expect(out).not.toContain(canary);
    expect(out).not.toContain("localhost");
  });
});

test("of a field with words of its own only those that this program knows are told", async () => {
  const provider = {
    ...{ id: choreo.identityProviders.v2.id, name: "AzureAD", tokenType: canary, type: canary },
    certificates: { type: canary },
  };
  const token = { organizationUuid: choreo.organizationId, status: canary };
  sandbox.choreo.setFaults([
    { match: { path: "/introspect$" }, times: 100, then: { status: 200, body: token } },
    { match: { path: "admin.*/key-managers/" }, times: 100, then: { status: 200, body: provider } },
    { match: { path: "/key-managers" }, times: 100, then: { status: 200, body: { list: [provider] } } },
  ]);
  const { out } = await runProbe(sandbox, [...IDP, "--check", "C7", "--check", "C18", "--check", "C19"]);
  expect(out).toContain("It works, and its state is another value.");
  expect(out).toContain("Its token type is another value.");
  expect(out).toContain("Its type is another value, its keys come as another value");
  expect(out).not.toContain(canary);
});

test("what does not hold comes first, with what it means and what the program does instead", async () => {
  sandbox.choreo.setSwitches({ revisionNames: "times" });
  const { code, out } = await runProbe(sandbox, IDP);
  expect(code).toBe(1);
  expect(out.split("\n").slice(0, 8)).toEqual([
    "### What `npm run probe` saw",
    "",
    expect.stringMatching(
      /^choreo-azuread \d+\.\d+\.\d+, \d{4}-\d\d-\d\d; Choreo; reading only\. \d+ hold, 1 do not, \d+ could not be seen\.$/,
    ),
    "",
    "#### Does not hold",
    "",
    expect.stringMatching(/^- \*\*C12\*\* .* \*2 of 2 have other names\.\*$/),
    `  - ${allChecks.find(({ id }) => id === "C12")?.otherwise}`,
  ]);
});

test("as JSON, for machines", async () => {
  const { code, out } = await runProbe(sandbox, [...IDP, "--json"]);
  const report = JSON.parse(out) as Report;
  expect(code).toBe(0);
  expect(report).toMatchObject({ version: 1, flavour: "choreo", write: false });
  expect(Object.values(report.counts).reduce((sum, count) => sum + count)).toBe(allChecks.length);
});

test("--strict: something that could not be seen is exit code 10", async () => {
  expect((await runProbe(sandbox, [...IDP, "--strict"])).code).toBe(10);
});

describe("--save", () => {
  const saved = (args: string[], confirm?: () => Promise<boolean>) =>
    inTempFolder(async (folder) => {
      const file = join(folder, "report.md");
      const run = await runProbe(sandbox, [...IDP, "--save", file, ...args], confirm ? { confirm } : {});
      return { ...run, text: await readFile(file, "utf8").catch(() => undefined) };
    });

  test("the report is shown, then saved when somebody agrees", async () => {
    const { out, text, err } = await saved([], async () => true);
    expect(text).toBe(`${out}\n`);
    expect(err).toContain("Saved as ");
  });

  test("not when nobody does, and not without anybody", async () => {
    expect(await saved([], async () => false)).toMatchObject({ code: 0, text: undefined });
    expect(await saved([])).toMatchObject({
      code: 2,
      text: undefined,
      err: expect.stringContaining("Say --yes"),
    });
  });

  test("where nobody can agree nothing is tried first; where the file cannot be written it is said so", async () => {
    await saved(["--write"]);
    expect(writesTo(sandbox)).toEqual([]);
    const run = await runProbe(sandbox, [...IDP, "--save", "/nowhere/report.md", "--yes"]);
    expect(run).toMatchObject({
      code: 2,
      err: expect.stringContaining("/nowhere/report.md cannot be written"),
    });
  });

  test("--yes agrees beforehand", async () => {
    const { out, text } = await saved(["--yes"]);
    expect(text).toBe(`${out}\n`);
  });
});

describe("one side alone", () => {
  test("without a tenant: Choreo's half", async () => {
    const { code, out, err } = await runProbe(sandbox, IDP, { env: { ARM_TENANT_ID: "" } });
    expect(code).toBe(0);
    expect(err).toContain("Entra ID is left out: no tenant is named");
    expect(out).toContain("Nobody is signed in to Entra ID here.");
  });

  test("with a token that was revoked: Entra's half, and why", async () => {
    sandbox.choreo.setSwitches({ personalAccessTokenStatus: "REVOKED" });
    const { code, out, err } = await runProbe(sandbox, IDP);
    expect(code).toBe(3);
    expect(err).toContain("Choreo is left out: Sign in to Choreo: the personal access token is REVOKED");
    expect(out).toContain("no control plane; reading only.");
  });

  test("without credentials for Choreo: Entra's half", async () => {
    const { code, err } = await runProbe(sandbox, IDP, { env: { CHOREO_TOKEN: "" } });
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringContaining("Choreo is left out: Sign in to Choreo: there are no credentials"),
    });
  });

  test("with neither: exit code 2, and where the credentials are said", async () => {
    const { code, err } = await runProbe(sandbox, IDP, { env: { ARM_TENANT_ID: "", CHOREO_TOKEN: "" } });
    expect(code).toBe(2);
    expect(err).toContain("There are credentials neither for Choreo nor for Entra ID.");
  });
});

test.each([["--json"], ["--strict"], ["--save", "report.md"], ["--check", "C18"]])(
  "--clean looks at nothing, so %s is refused beside it",
  async (...option) => {
    const { code, err } = await runProbe(sandbox, ["--clean", ...option]);
    expect(code).toBe(2);
    expect(err).toContain("--clean");
  },
);

test("--check: only these; one that there is not is refused", async () => {
  const { out } = await runProbe(sandbox, [...IDP, "--json", "--check", "C18", "e1"]);
  expect((JSON.parse(out) as Report).checks.map(({ id }) => id)).toEqual(["C18", "E1"]);
  const { code, err } = await runProbe(sandbox, ["--check", "C99"]);
  expect(code).toBe(2);
  expect(err).toContain('docs/open-questions.md has no check "C99".');
});

test("--write and --clean exclude each other; an unknown region is refused before anything is asked", async () => {
  for (const args of [
    ["--write", "--clean"],
    ["--region", "mars"],
  ]) {
    expect((await runProbe(sandbox, args)).code).toBe(2);
    expect(writesTo(sandbox)).toEqual([]);
  }
});
