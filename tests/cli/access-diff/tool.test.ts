import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { accessDiffTool } from "../../../cli/access-diff/tool.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { listening } from "../listening.ts";
import { booksModel } from "./models.ts";
import {
  deployedState,
  eventLog,
  exportedState,
  outputsEvent,
  previewLog,
  stepEvent,
  summaryEvent,
} from "./recorded.ts";
import { after, type Input, useRecorded } from "./useRecorded.ts";

const { run, at } = useRecorded();
const application = "azuread:index/application:Application";
const someResource = { urn: "urn:pulumi:dev::p::x:y:Z::z", type: application, custom: true, outputs: {} };

test("from recorded files: the summary on standard output", async () => {
  const { exitCode, out } = await run({});
  expect(exitCode).toBe(exitCodes.ok);
  expect(out).toContain(
    "- Client `storefront` **gains** `books_add` on `GET /books` and `POST /books` of `books`, granted for everybody.",
  );
});

test("as JSON, into a file", async () => {
  const file = at("diff.json");
  const { exitCode, out } = await run({ args: ["--json", "--output", file] });
  expect([exitCode, out]).toEqual([exitCodes.ok, ""]);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
    version: 2,
    stack: "dev",
    environment: "dev",
  });
});

test("an empty state: everything is new", async () => {
  const { exitCode, out } = await run({ state: JSON.stringify({ version: 3, deployment: {} }) });
  expect(exitCode).toBe(exitCodes.ok);
  expect(out).toContain("> Nothing is deployed yet: everything below is new.");
});

describe("a model that is not understood ends with its own exit code, and says what to do", () => {
  const anew = 'Run "pulumi up" with this program once; it writes the output anew.';
  const newer = "A newer program wrote it: update this checkout before you compare or deploy.";
  const broken = { ...booksModel(), clients: { storefront: { redirectUris: "hush" } } };
  const secret = 'The output "access" of %s is no access model: see access.clients.storefront.redirectUris';
  test.each([
    [
      { ...booksModel(), version: 0 },
      "The access model of %s has version 0, which this checkout does not know.",
      anew,
    ],
    [
      { ...booksModel(), version: 3 },
      "The access model of %s has version 3; this checkout understands 2.",
      newer,
    ],
    [broken, secret, anew],
    ["nothing of the kind", 'The output "access" of %s is no access model: see access.', anew],
  ])("%#", async (access, message, advice) => {
    const ofState = await run({ state: exportedState(access, someResource) });
    const ofPreview = await run({ preview: eventLog(outputsEvent(access), summaryEvent) });
    for (const [where, { exitCode, out, err }] of [
      ["the last state", ofState],
      ["the preview", ofPreview],
    ] as const) {
      expect([exitCode, out]).toEqual([exitCodes.state, ""]);
      expect(err).toContain(message.replace("%s", where));
      expect(err).toContain(advice);
      expect(err).not.toContain("hush");
    }
  });
});

test("a failed preview passes its message on, without values", async () => {
  const error = (message: string) => ({ diagnosticEvent: { severity: "error", message: `${message}\n` } });
  const { exitCode, err } = await run({
    preview: eventLog(
      error("choreo:Application resource 'x': property name value {hush\nhush} has a problem: too long"),
      error("token endpoint answered: client_secret=hush-secret&grant_type=x"),
      error("refused hush-token-in-env"),
      error("Authorization: Bearer hush.abc"),
      outputsEvent(booksModel()),
      summaryEvent,
    ),
    env: { CHOREO_TOKEN: "hush-token-in-env" },
  });
  expect(exitCode).toBe(exitCodes.preview);
  expect(err).toContain("The preview of \"dev\" failed:\nchoreo:Application resource 'x': property name");
  expect(err).toContain("has a problem: too long\ntoken endpoint answered");
  expect(err).toContain("Nothing was changed. Set right what it names and run it again.");
  expect(err).not.toContain("hush");
});

test("how the engine ends is said only where it said nothing else", async () => {
  const error = (message: string) => ({ diagnosticEvent: { severity: "error", message } });
  const failed = async (...messages: string[]) =>
    (await run({ preview: eventLog(...messages.map(error), outputsEvent(after), summaryEvent) })).err;
  expect(await failed("no such API", "preview failed")).not.toContain("preview failed");
  expect(await failed("preview failed")).toContain('The preview of "dev" failed:\npreview failed');
});

test("a violated mandatory policy is a failed preview, an advisory one is not", async () => {
  const policy = (enforcementLevel: string) => ({
    policyEvent: { policyName: "https-redirects", enforcementLevel, message: "no http" },
  });
  const bad = await run({ preview: eventLog(policy("mandatory"), outputsEvent(after), summaryEvent) });
  expect([bad.exitCode, bad.err]).toEqual([
    exitCodes.preview,
    expect.stringContaining("policy https-redirects: no http"),
  ]);
  const good = await run({ preview: eventLog(policy("advisory"), outputsEvent(after), summaryEvent) });
  expect(good.exitCode).toBe(exitCodes.ok);
});

test("a log that ends early is not mistaken for one without changes", async () => {
  for (const events of [[outputsEvent(after)], [summaryEvent]]) {
    const { exitCode, err } = await run({ preview: eventLog(...events) });
    expect(exitCode).toBe(exitCodes.preview);
    expect(err).toContain('The preview of "dev" ended before it told the output "access".');
    expect(err).toContain("a recorded preview must hold the whole event log.");
  }
});

test.each([
  ["the document of plain --json", { preview: '{\n  "steps": []\n}' }, "Line 1 of"],
  ["no state", { state: "nonsense" }, "is no Pulumi state"],
  ["an unknown option", { args: ["--format", "json"] }, "unknown option '--format'"],
  ...["soon", "30d", "d30", "-1", "1.5"].map((days): [string, Input, string] => [
    `a number of days that is none (${days})`,
    { args: [`--expiry-days=${days}`] },
    `--expiry-days takes a whole number of days, not "${days}".`,
  ]),
])("%s is a usage error", async (_, input: Input, message) => {
  const { exitCode, err } = await run(input);
  expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining(message)]);
});

test("a file that isn't there is named", async () => {
  const { exitCode, err } = await run({ args: ["--state-file", at("none.json")] });
  expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("none.json: ENOENT")]);
});

test("a policy configuration that no rule has is told before any preview", async () => {
  const file = at("policies.json");
  await writeFile(file, JSON.stringify({ "secret-lifetme": { maximumDays: 90 } }));
  const { terminal, said } = listening();
  const stateFile = at("state.json");
  await writeFile(stateFile, exportedState(booksModel(), someResource));
  const args = ["--stack", "dev", "--state-file", stateFile, "--policy-pack", "policies"];
  const run = (...more: string[]) =>
    runTool(() => accessDiffTool([...args, ...more], { terminal, env: { PATH: at("") } }), terminal);
  expect(await run("--policy-pack-config", file)).toBe(exitCodes.usage);
  expect(said.err).toContain("cannot configure the policies:\n  secret-lifetme: there is no such rule");
  expect(await run("--policy-pack-config", "nosuch.json")).toBe(exitCodes.usage);
  expect(said.err).toContain("Can't read nosuch.json");
  expect(await run("--policy-pack", "polices")).toBe(exitCodes.usage);
  expect(said.err).toMatch(/There is no policy pack in .*polices: /);
});

test("secrets that end within the days that were asked for are mentioned", async () => {
  const urn = "urn:pulumi:dev::p::azuread:index/applicationPassword:ApplicationPassword::storefront-1";
  const type = "azuread:index/applicationPassword:ApplicationPassword";
  const secret = { urn, type, custom: true, outputs: { endDate: "2026-07-10T00:00:00Z" } };
  const told = async (...args: string[]) => {
    const preview = previewLog(
      booksModel(),
      stepEvent("same", type, "storefront-1", { old: secret, new: secret }),
    );
    return (await run({ state: deployedState(booksModel(), secret), preview, args })).out;
  };
  expect(await told()).not.toContain("2026-07-10");
  expect(await told("--expiry-days", "45")).toContain("2026-07-10");
});
