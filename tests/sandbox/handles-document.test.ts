import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { sharedByTests } from "../lifetimes.ts";

/** Of the document's sections on Choreo and the gateway: what to type, and what it prints. */
const text = await readFile(join(projectFolder, "sandbox", "README.md"), "utf8");
const sections = text.slice(text.indexOf("\n## Choreo's control plane"));
const setup = /```sh setup\n(.*?)```/s.exec(sections)?.[1] ?? "";
const examples = [...sections.matchAll(/([^\n]*)\n\n```sh\n(.*?)```\n\n```json\n(.*?)```/gs)].map(
  ([, title, commands, output]) => ({ title, commands, output }),
);

const sandbox = sharedByTests(startSandbox);
beforeEach(async () => {
  // The gateway too: the error style is one of the examples.
  for (const { url } of [sandbox.choreo, sandbox.gateway]) {
    const reset = ["--cacert", sandbox.env.SSL_CERT_FILE ?? "", "-X", "POST", `${url}/_sandbox/reset`];
    await execa("curl", ["--silent", "--fail", ...reset]);
  }
});

test("the document has its examples", () => {
  expect(setup).not.toBe("");
  expect(examples.length).toBe(sections.split("```sh\n").length - 1);
  expect(examples.length).toBeGreaterThanOrEqual(6);
});

test.each(examples)("$title", async ({ commands, output }) => {
  const { stdout } = await execa("bash", ["-eu", "-c", setup + commands], {
    env: { ...sandbox.env, CHOREO: sandbox.choreo.url, GATEWAY: sandbox.gateway.url },
  });
  expect(stdout.trim()).toBe(output?.trim());
});

test("a reset brings the gateway's own words back", async () => {
  const { commands } = examples.find((example) => example.commands?.includes("synapse")) ?? {};
  const again = `${setup}${commands}sandbox -X POST "$GATEWAY/_sandbox/reset"\nsandbox "$GATEWAY/_sandbox/state"`;
  const { stdout } = await execa("bash", ["-eu", "-c", again], {
    env: { ...sandbox.env, CHOREO: sandbox.choreo.url, GATEWAY: sandbox.gateway.url },
  });
  expect(stdout).toContain('"errorStyle":"choreo-connect"');
});
