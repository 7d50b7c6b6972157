import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { StackOutputs } from "../../cli/shared/stack.ts";
import { projectFolder, type Stack } from "../../sandbox/engine/index.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { documented } from "../../scripts/documented.ts";
import { merge } from "../../settings/extends.ts";
import { handles, startTrustedSandbox } from "../cli/fixture.ts";
import { stateOf } from "../cli/review/world.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../engine/harness.ts";
import { openCommands } from "../inProcess/open.ts";
import { blocksIn, commandsIn, pageOf, sectionOf, type Typed, type } from "./commands.ts";

// Jobs of a first hour and a first month, one after another with one stack, by nothing but the commands and settings that stand in the
// documents. Others have tests of their own: a second environment (stack-init), a review stack (cli/review/lifecycle), the library
// (engine/library), a new setting (new-setting), both flavours (sandbox/serve, the story) and every --help (help).

const PAGE = "docs/first-hour.md";

let sandbox: Sandbox;
let before: unknown;
let stack: Stack;
let end: () => void;
let ended: Promise<void>;

beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  before = stateOf(sandbox);
  await new Promise<void>((ready, fail) => {
    ended = inTempFolder(async (folder) => {
      stack = await openCommands({ folder, name: "local", env: sandbox.env });
      ready();
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    ended.catch(fail);
  });
}, ENGINE_TIMEOUT);
afterAll(async () => {
  end?.();
  await ended;
  await sandbox.stop();
});

/** Output with what differs from run to run in place of what it was: addresses, ids, dates. */
function steady(output: string): string {
  const numbered = (pattern: RegExp, made: (number: number) => string) => {
    const seen: string[] = [];
    return (text: string) =>
      text.replaceAll(pattern, (found) => {
        if (!seen.includes(found)) seen.push(found);
        return made(seen.indexOf(found) + 1);
      });
  };
  const ports = numbered(/(?<=https:\/\/localhost:)[1-9]\d{4}/g, (number) => `4430${number}`);
  // Those of the seed are the same each time.
  const ids = numbered(
    /\b(?!5f7c1b0e|0a6c2d3e|a1000000)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
    (number) => `c0ffee00-0000-4000-8000-00000000000${number}`,
  );
  return ids(ports(output))
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "2027-01-01T12:00:00.000Z")
    .replaceAll(/\b202\d-\d\d-\d\d\b/g, "2027-01-01")
    .replaceAll(/Duration: .*/g, "Duration: 4s")
    .trim();
}

/** The page shows this as the output of a command. */
async function expectShown(name: string, output: string): Promise<void> {
  const made = `\`\`\`text\n${steady(output)}\n\`\`\``;
  expect(await documented(join(projectFolder, PAGE), name, made)).toBe(made);
}

/** What Pulumi says at the end: how many resources it made. */
const summary = ({ output }: Typed) => /^Resources:[\s\S]*?Duration: .*$/m.exec(output)?.[0] ?? output;

/** The command of a document, for the stack at hand. */
const here = (command: string) => command.replace(/(--stack|stack rm) \w+/, `$1 ${stack.name}`);

async function wellDone(command: string): Promise<Typed> {
  const typed = await type(here(command), stack);
  if (typed.exitCode !== 0) throw new Error(`${command}\n${typed.output}`);
  return typed;
}

/** Lays settings that a document shows over those of the stack. */
async function settle(yaml: string): Promise<void> {
  const { config } = parse(await readFile(stack.configFile, "utf8"));
  const shown = parse(yaml) as { config?: object };
  await stack.setConfig(merge(config, shown.config ?? shown) as Record<string, unknown>);
}

const [
  ,
  [init = "", up = ""] = [],
  [post = "", doctor = ""] = [],
  [diff = "", upAgain = ""] = [],
  leave = [],
] = [
  "1. Somewhere to deploy to",
  "2. The first stack",
  "3. The first call",
  "4. The first pull request",
  "5. The end",
].map((heading) => commandsIn(sectionOf(PAGE, heading)));

describe("the first hour", () => {
  test(
    "a stack of one's own",
    async () => {
      // The harness has done that already.
      expect(init).toBe("pulumi stack init local --no-select");
      const made = summary(await wellDone(up));
      await expectShown("up", made);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a call, a refusal, and the links of the chain",
    async () => {
      const called = await wellDone(post);
      expect(called.output).toContain("Status: 201");
      await expectShown("call", called.output);

      const refused = await type(post.replace("ada@", "eve@"), stack);
      expect(refused).toMatchObject({ exitCode: 3, output: expect.stringContaining("AADSTS50105") });
      await expectShown("refused", refused.output);

      // Grace is in the assigned group; this client has no administrator's consent, so she gives her own.
      const orders = post.replace(
        /storefront --api.*--headless/,
        'reports --api orders --operation "GET /orders" --headless',
      );
      const listed = await wellDone(orders.replace("ada@", "grace@"));
      expect(listed.output).toContain("Status: 200");

      const healthy = await wellDone(doctor);
      expect(healthy.output).not.toContain("✖");
      // The settings do not list what reads and deletes one book, and leave the consent of the client "reports" to each person.
      expect(healthy.output.match(/ ! .*/g)).toEqual([
        expect.stringContaining("Default: GET /books/{id}; Default: DELETE /books/{id}."),
        expect.stringContaining("Each person is asked for books_read"),
        expect.stringContaining("Each person is asked for orders_read"),
      ]);
      const { connections } = await stack.outputs<StackOutputs & Record<string, unknown>>({ secrets: true });
      for (const { clientSecret } of Object.values(connections))
        expect([called, listed, refused, healthy].map(({ output }) => output).join()).not.toContain(
          clientSecret,
        );
      const parts = healthy.output.split("\n\n");
      await expectShown(
        "doctor",
        parts.filter((part) => /^(Use storefront|.*links hold)/.test(part)).join("\n\n"),
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a change of access, as a reviewer sees it",
    async () => {
      const [yaml = ""] = blocksIn(sectionOf(PAGE, "4. The first pull request"), "yaml");
      await settle(yaml);
      const { output } = await wellDone(diff);
      expect(output).toContain("**gains** `books_add`");
      const quoted = steady(output).replaceAll(/^/gm, "> ").replaceAll(/ +$/gm, "");
      expect(await documented(join(projectFolder, PAGE), "diff", quoted)).toBe(quoted);
      await wellDone(upAgain);
      expect((await wellDone(diff)).output).toContain("nobody gains or loses access");
    },
    ENGINE_TIMEOUT,
  );
});

describe("the first month", () => {
  const secrets = () => {
    const { applications } = sandbox.entra.state() as {
      applications: { displayName: string; passwordCredentials: { displayName: string; keyId: string }[] }[];
    };
    return applications.find(({ displayName }) => displayName === "storefront (local)")?.passwordCredentials;
  };
  const rotations = () => secrets()?.map(({ displayName }) => displayName);
  const drifting = sectionOf("docs/environments.md", "Drift");
  const [repair = ""] = commandsIn(drifting);
  const rotation = sectionOf("docs/secrets.md", "Rotation");
  const [rotated = ""] = blocksIn(rotation, "yaml");

  test(
    "a secret is rotated, and the rotation ended",
    async () => {
      await settle(rotated);
      await wellDone(upAgain);
      expect(rotations()).toEqual(["rotation 1", "rotation 2"]);
      const [, ending = ""] = /`(secret: \{ rotation: 2, revoked: 1 \})`/.exec(rotation) ?? [];
      await settle(rotated.replace(/secret: .*/, ending));
      await wellDone(upAgain);
      expect(rotations()).toEqual(["rotation 2"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "what somebody changed by hand is named and put back; a previous secret that somebody removed is not",
    async () => {
      await settle(rotated.replace("rotation: 2", "rotation: 3"));
      await wellDone(upAgain);
      expect(rotations()).toEqual(["rotation 2", "rotation 3"]);
      const { graph } = await handles(sandbox);
      const objects = async (type: string, name: string) =>
        (await graph.get(`/${type}?$filter=displayName eq '${name}'`)).value[0];
      const { id } = await objects("applications", "storefront (local)");
      const [previous] = secrets() ?? [];
      await graph.post(`/applications/${id}/removePassword`, { keyId: previous?.keyId });
      const books = await objects("servicePrincipals", "books (local)");
      await graph.patch(`/servicePrincipals/${books.id}`, { appRoleAssignmentRequired: false });

      const drift = /`(npm run drift [^`]*)`/.exec(drifting)?.[1] ?? "";
      const { exitCode, output } = await type(here(drift), stack);
      expect(exitCode).toBe(9);
      expect(output).toContain("appRoleAssignmentRequired");
      expect(output).toMatch(/storefront-2.*delete|delete.*storefront-2/);
      const sick = await type(doctor, stack);
      expect(sick.exitCode).toBe(1);
      expect(sick.output.match(/ ✖ .*/g)).toEqual([
        " ✖ Users and groups are assigned: Assignment is not required: everyone in the tenant may sign in. → Run npm run pulumi -- up --refresh --run-program --stack local: it puts right what was changed by hand.",
      ]);

      const first = await type(here(repair), stack);
      expect(first.output).toContain("somebody removed the secret of rotation 2 in Entra ID");
      expect(first.exitCode).not.toBe(0);
      await wellDone(repair);
      expect(rotations()).toEqual(["rotation 3"]);
      expect((await wellDone(drift)).exitCode).toBe(0);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a policy stops what should not be, and lets the rest go",
    async () => {
      const [judge = ""] = commandsIn(sectionOf("docs/policies.md", "Setting them"));
      await wellDone(judge);
      const { config } = parse(await readFile(stack.configFile, "utf8"));
      const page = pageOf("docs/policies.md");
      const [wrong = ""] = blocksIn(page, "yaml");
      const [, rule = ""] = /^is refused by `([^`]+)`/m.exec(page) ?? [];
      await settle(wrong);
      const refused = await type(here(judge), stack);
      expect(rule).toBe("secret-lifetime");
      expect(refused).toMatchObject({ exitCode: 6, output: expect.stringContaining(rule) });
      await stack.setConfig(config);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "the end: both sides are as before",
    async () => {
      const [destroy = "", remove = ""] = leave;
      const gone = summary(await wellDone(destroy));
      await expectShown("destroy", gone);
      await wellDone(remove);
      expect(await readFile(stack.configFile, "utf8")).toContain("choreo-azuread:apis");
      expect(stateOf(sandbox)).toEqual(before);
      expect(await stack.cli(["stack", "ls", "--json"])).toBe("[]");
    },
    ENGINE_TIMEOUT,
  );
});
