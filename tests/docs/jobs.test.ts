import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { merge } from "../../settings/extends.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { namesIn, stateOf } from "../cli/review/world.ts";
import { ENGINE_TIMEOUT, openTempFolder } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { blocksIn, commandsIn, pageOf, sectionOf, type Typed, type } from "./commands.ts";
import { sitDown } from "./desk.ts";
import { expectQuotedOn, expectShownOn, summary } from "./shown.ts";

// Jobs of a first hour and a first month, one after another, by nothing but the commands and settings that stand in the documents.
// Which job stands where, and what other tests do of them: CONTRIBUTING.md.
const PAGE = "docs/first-hour.md";

const sandbox = sharedByTests(startTrustedSandbox);
let before: unknown;
const desk = sharedByTests(async () => {
  before = stateOf(sandbox);
  const { folder, stop } = await openTempFolder();
  return { ...(await sitDown(folder, sandbox.env)), stop };
}, ENGINE_TIMEOUT);

const expectShown = (name: string, output: string) => expectShownOn(PAGE, name, output);

/** The command of a document, for the stack at hand. */
const here = (command: string, stack = "local") => command.replace(/(--stack|stack rm) \w+/, `$1 ${stack}`);

async function wellDone(command: string, stack?: string): Promise<Typed> {
  const typed = await type(here(command, stack), desk);
  if (typed.exitCode !== 0) throw new Error(`${command}\n${typed.output}`);
  return typed;
}

const fileName = () => join(desk.folder, "Pulumi.local.yaml");
const stackFile = async () => parse(await readFile(fileName(), "utf8")) as { config: object };
const writeStackFile = (file: object) => writeFile(fileName(), stringify(file));

/** Lays settings that a document shows over those of the stack. */
async function settle(yaml: string): Promise<void> {
  const file = await stackFile();
  const shown = parse(yaml) as { config?: object };
  await writeStackFile({ ...file, config: merge(file.config, shown.config ?? shown) });
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
      await wellDone(init);
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

      const refused = await type(post.replace("ada@", "eve@"), desk);
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
      const [reading = ""] = commandsIn(sectionOf("docs/secrets.md", "Reading a client secret"));
      const { output } = await wellDone(reading.replace(/ \| jq .*/, ""));
      for (const { clientSecret } of Object.values<{ clientSecret: string }>(JSON.parse(output)))
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
      await expectQuotedOn(PAGE, "diff", output);
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
      const [drift = "", meddle = ""] = [...drifting.matchAll(/`(npm run [^`]+)`/g)].map(
        ([, command]) => command,
      );
      const meddled = await wellDone(meddle);
      expect(meddled.output.trim().split("\n")).toEqual([
        "In Entra ID, everyone in the tenant may sign in to books.",
        "In Choreo, POST /books of books needs no permission.",
        'In Entra ID, the secret "rotation 2" of storefront is gone.',
      ]);

      const { exitCode, output } = await type(here(drift), desk);
      expect(exitCode).toBe(9);
      expect(output).toContain("appRoleAssignmentRequired");
      expect(output).toMatch(/ApiPermissions.*operations/);
      expect(output).toMatch(/storefront-2.*delete|delete.*storefront-2/);
      const sick = await type(doctor, desk);
      expect(sick.exitCode).toBe(1);
      expect(sick.output.match(/ ✖ .*/g)).toEqual([
        " ✖ Users and groups are assigned: Assignment is not required: everyone in the tenant may sign in. → Run npm run pulumi -- up --refresh --run-program --stack local: it puts right what was changed by hand.",
      ]);

      const first = await type(here(repair), desk);
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
      const before = await stackFile();
      const page = pageOf("docs/policies.md");
      const [wrong = ""] = blocksIn(page, "yaml");
      const [, rule = ""] = /^is refused by `([^`]+)`/m.exec(page) ?? [];
      await settle(wrong);
      const refused = await type(here(judge), desk);
      expect(rule).toBe("secret-lifetime");
      expect(refused).toMatchObject({ exitCode: 6, output: expect.stringContaining(rule) });
      await writeStackFile(before);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a second environment beside the first, made and taken away",
    async () => {
      const making = sectionOf("docs/environments.md", "Making a stack");
      const [init = "", add, up = ""] = commandsIn(making);
      expect(add).toBe("git add Pulumi.dev.yaml");
      const [, passphrase = ""] = /passphrase\s\(`(--secrets-provider passphrase)`\)/.exec(making) ?? [];
      const [, remove = ""] = /`(pulumi stack rm dev)` deletes/.exec(making) ?? [];
      const first = namesIn(sandbox);
      const [, copy = ""] = /`(cp [^`]+)`/.exec(making) ?? [];
      await execa(copy, { shell: true, cwd: desk.folder });
      // There is no vault here.
      await wellDone(init.replace("init dev", "init other").replace(/--secrets-provider \S+/, passphrase));
      await wellDone(up, "other");
      const own = first.map((name) => name.replace("(local)", "(other)"));
      expect(namesIn(sandbox)).toEqual([...first, ...own].sort());
      await wellDone(leave[0] ?? "", "other");
      await wellDone(`${remove} --yes`, "other");
      expect(namesIn(sandbox)).toEqual(first);
      await expect(readFile(join(desk.folder, "Pulumi.other.yaml"))).rejects.toThrow("ENOENT");
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
      expect(await readFile(fileName(), "utf8")).toContain("choreo-azuread:apis");
      expect(stateOf(sandbox)).toEqual(before);
      expect((await wellDone("pulumi stack ls --json")).output).toBe("[]");
    },
    ENGINE_TIMEOUT,
  );
});
