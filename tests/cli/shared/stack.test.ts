import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, test } from "@jest/globals";
import { readStackConfig, readStackOutputs } from "../../../cli/shared/stack.ts";
import { fakePulumi, type PulumiAnswers } from "../fake-pulumi.ts";
import { guideOutputs } from "../outputs.ts";

let folder: string | undefined;
afterEach(async () => {
  if (folder) await rm(folder, { recursive: true });
  folder = undefined;
});

async function withPulumi(answers: PulumiAnswers) {
  const made = await fakePulumi(answers);
  folder = made.folder;
  return { env: made.env, cwd: made.folder };
}

describe("a stack's outputs", () => {
  test("are read, decrypted only if asked for", async () => {
    const outputs = guideOutputs();
    const hidden = structuredClone(outputs);
    hidden.connections.storefront.clientSecret = "[secret]";
    const options = await withPulumi({
      "stack output --json --show-secrets --stack dev": { out: outputs },
      "stack output --json --stack dev": { out: hidden },
    });
    expect(await readStackOutputs("dev", { ...options, secrets: true })).toEqual(outputs);
    expect(await readStackOutputs("dev", options)).toEqual(hidden);
  });

  test("of an unknown stack: the nearest ones", async () => {
    const options = await withPulumi({
      "stack output": { error: "error: no stack named 'dve' found" },
      "stack ls --json": { out: [{ name: "dev" }, { name: "production" }] },
    });
    await expect(readStackOutputs("dve", options)).rejects.toMatchObject({
      message: 'The project has no stack "dve".',
      advice: 'Did you mean "dev"?',
      exitCode: 2,
    });
  });

  test("of a stack that nobody made: how to make one, and that it may be somewhere else", async () => {
    const options = await withPulumi({
      "stack output": { error: "error: no stack named 'dev' found" },
      "stack ls --json": { out: [] },
    });
    await expect(readStackOutputs("dev", options)).rejects.toMatchObject({
      message: 'The project has no stack "dev", nor any other here.',
      advice: expect.stringMatching(/pulumi stack init dev --no-select\..*PULUMI_BACKEND_URL/),
      exitCode: 2,
    });
  });

  test("of a stack that was never up", async () => {
    const options = await withPulumi({ "stack output": { out: {} } });
    await expect(readStackOutputs("dev", options)).rejects.toMatchObject({
      message: 'The stack "dev" has no outputs "apis" and "connections".',
      exitCode: 2,
    });
  });

  test("Pulumi's own errors are passed on in one line", async () => {
    const options = await withPulumi({
      "stack output": { error: "warning: x\nerror: incorrect passphrase\n" },
    });
    await expect(readStackOutputs("dev", options)).rejects.toMatchObject({
      message: 'Pulumi could not read the stack "dev": incorrect passphrase',
      exitCode: 4,
    });
  });

  test("a state in a folder that was cut off is told with what restores it", async () => {
    const options = await withPulumi({
      "stack output": { error: "error: failed to load checkpoint: EOF\n" },
    });
    await expect(readStackOutputs("dev", options)).rejects.toMatchObject({
      message: 'Pulumi could not read the stack "dev": failed to load checkpoint: EOF',
      advice: expect.stringContaining("npm run recover -- --stack dev restores it"),
      exitCode: 4,
    });
  });

  test("without Pulumi", async () => {
    await expect(readStackOutputs("dev", { env: { PATH: tmpdir() }, cwd: tmpdir() })).rejects.toMatchObject({
      message: "There is no pulumi on the PATH.",
      advice: expect.stringContaining('"npm run bootstrap" sets it up'),
      exitCode: 4,
    });
  });
});

describe("a stack's configuration", () => {
  const config = {
    "azuread:tenantId": { value: "t", secret: false },
    "choreo-azuread:choreo": {
      value: '{"organization":"o"}',
      objectValue: { organization: "o" },
      secret: false,
    },
  };
  const secret = (value?: string) => ({ "choreo-azuread:choreoCredentials": { value, secret: true } });

  test("has objects and, if asked for, secrets", async () => {
    const options = await withPulumi({
      "config --json --show-secrets": { out: { ...config, ...secret("s") } },
      "config --json": { out: { ...config, ...secret() } },
    });
    const open = { "azuread:tenantId": "t", "choreo-azuread:choreo": { organization: "o" } };
    expect(await readStackConfig("dev", options)).toEqual(open);
    expect(await readStackConfig("dev", { ...options, secrets: true })).toEqual({
      ...open,
      "choreo-azuread:choreoCredentials": "s",
    });
  });
});
