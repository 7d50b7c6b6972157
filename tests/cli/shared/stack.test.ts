import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readStackConfig, readStackOutputs } from "../../../cli/shared/stack.ts";
import { guideOutputs } from "../outputs.ts";

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-"));
  env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
});
afterEach(() => rm(folder, { recursive: true }));

/** A `pulumi` that answers by its first words: standard output, or an error. */
async function fakePulumi(answers: Record<string, { out: unknown } | { error: string }>) {
  const script = `#!/usr/bin/env node
const answers = ${JSON.stringify(answers)};
const line = process.argv.slice(2).join(" ");
const answer = Object.entries(answers).find(([words]) => line.startsWith(words))?.[1] ?? { error: "unexpected: " + line };
if ("error" in answer) { console.error(answer.error); process.exit(255); }
console.log(JSON.stringify(answer.out));
`;
  await writeFile(join(folder, "pulumi"), script);
  await chmod(join(folder, "pulumi"), 0o755);
}

describe("a stack's outputs", () => {
  test("are read, decrypted only if asked for", async () => {
    const outputs = guideOutputs();
    const hidden = structuredClone(outputs);
    hidden.connections.storefront.clientSecret = "[secret]";
    await fakePulumi({
      "stack output --json --show-secrets --stack dev": { out: outputs },
      "stack output --json --stack dev": { out: hidden },
    });
    expect(await readStackOutputs("dev", { env, cwd: folder, secrets: true })).toEqual(outputs);
    expect(await readStackOutputs("dev", { env, cwd: folder })).toEqual(hidden);
  });

  test("of an unknown stack: the nearest ones", async () => {
    await fakePulumi({
      "stack output": { error: "error: no stack named 'dve' found" },
      "stack ls --json": { out: [{ name: "dev" }, { name: "production" }] },
    });
    await expect(readStackOutputs("dve", { env, cwd: folder })).rejects.toMatchObject({
      message: 'The project has no stack "dve".',
      advice: 'Did you mean "dev"?',
      exitCode: 2,
    });
  });

  test("of a stack that was never up", async () => {
    await fakePulumi({ "stack output": { out: {} } });
    await expect(readStackOutputs("dev", { env, cwd: folder })).rejects.toMatchObject({
      message: 'The stack "dev" has no outputs "apis" and "connections".',
      exitCode: 2,
    });
  });

  test("Pulumi's own errors are passed on in one line", async () => {
    await fakePulumi({ "stack output": { error: "warning: x\nerror: incorrect passphrase\n" } });
    await expect(readStackOutputs("dev", { env, cwd: folder })).rejects.toMatchObject({
      message: 'Pulumi could not read the stack "dev": incorrect passphrase',
      exitCode: 4,
    });
  });

  test("without Pulumi", async () => {
    await expect(readStackOutputs("dev", { env: { PATH: folder }, cwd: folder })).rejects.toMatchObject({
      message: "There is no pulumi on the PATH.",
      exitCode: 4,
    });
  });
});

test("a stack's configuration has objects, and secrets only if asked for", async () => {
  const config = {
    "azuread:tenantId": { value: "t", secret: false },
    "choreo-azuread:choreo": {
      value: '{"organization":"o"}',
      objectValue: { organization: "o" },
      secret: false,
    },
    "choreo-azuread:choreoCredentials": { secret: true },
  };
  await fakePulumi({ "config --json --stack dev": { out: config } });
  expect(await readStackConfig("dev", { env, cwd: folder })).toEqual({
    "azuread:tenantId": "t",
    "choreo-azuread:choreo": { organization: "o" },
  });
});
