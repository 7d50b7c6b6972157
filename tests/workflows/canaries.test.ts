import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { driftTool } from "../../cli/drift/tool.ts";
import { runTool, type Terminal } from "../../cli/shared/run.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { entra } from "../../sandbox/seed.ts";
import { runDiff } from "../cli/access-diff/run-diff.ts";
import { handles, startTrustedSandbox } from "../cli/fixture.ts";
import { listening } from "../cli/listening.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "../engine/harness.ts";

const CREDENTIAL = "canary-configured-8f2d6b1c";
const PASSPHRASE = "canary-passphrase-5e9a";

/** Where a secret could be: what was said, and every file that a run left. */
type Places = Record<string, string>;

/** The places that hold a secret, in clear or as it would look in a URL, in JSON or in base64. */
function holding(places: Places, secret: string): string[] {
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    // Whatever stands before it, one of three offsets fits.
    ...[0, 1, 2].map((offset) =>
      Buffer.from("x".repeat(offset) + secret)
        .toString("base64")
        .slice(offset === 0 ? 0 : 4, -4),
    ),
  ];
  return Object.entries(places)
    .filter(([, text]) => forms.some((form) => text.includes(form)))
    .map(([place]) => place);
}

async function filesIn(folder: string): Promise<Places> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")])),
  );
}

/** Of the option `--event-log`, which the tests' harness gives to each run. */
const isEventLog = (file: string) => /events-\d+-\w+\.jsonl$/.test(file);

function filtered(places: Places, wanted: (place: string) => boolean): Places {
  return Object.fromEntries(Object.entries(places).filter(([place]) => wanted(place)));
}

async function heard(tool: (terminal: Terminal) => Promise<number>): Promise<string> {
  const { terminal, said } = listening();
  await runTool(() => tool(terminal), terminal);
  return said.out + said.err;
}

test(
  "no secret of ours is in state, plans, files, logs, reports or errors; the engine's own verbose log is the exception",
  async () => {
    const sandbox = await startTrustedSandbox();
    try {
      const { graph } = await handles(sandbox);
      const [deployer] = (await graph.get(`/applications?$filter=appId eq '${entra.deployer.clientId}'`))
        .value;
      const { secretText } = await graph.post(`/applications/${deployer.id}/addPassword`, {
        passwordCredential: {},
      });
      const token = await sandbox.choreo.mintToken({ lifetimeSeconds: 3600 });
      const config = plain(guideStack());
      const env = {
        ...sandbox.env,
        PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
        ARM_CLIENT_SECRET: secretText as string,
        CHOREO_TOKEN: token,
      };
      await withStack({ config, env }, async (stack) => {
        const folder = dirname(stack.configFile);
        const said: Places = {};
        await stack.cli([
          ...[
            "config",
            "set",
            "--secret",
            "--path",
            "choreo-azuread:choreoCredentials.clientSecret",
            CREDENTIAL,
          ],
          ...["--stack", stack.name, "--config-file", stack.configFile],
        ]);
        const diff = await runDiff(stack, ["--save-plan", join(folder, "plan.json")]);
        said["access diff"] = diff.out + diff.err;
        const up = await stack.up();
        said.up = up.output;
        const { connections } = await stack.outputs<{
          connections: { storefront: { clientSecret: string } };
        }>({
          secrets: true,
        });
        said.outputs = JSON.stringify(await stack.outputs());
        said["stack export"] = JSON.stringify(await stack.exportState());

        // A service that quotes in its refusal what it was sent.
        const quoted = `Bearer ${token} and ${secretText} are refused`;
        sandbox.choreo.setFaults([
          {
            match: { path: "/apis" },
            times: 100,
            then: { status: 403, body: { code: 900900, message: quoted } },
          },
        ]);
        const failed = await runDiff(stack);
        expect(failed.exitCode).not.toBe(0);
        said["failed access diff"] = failed.out + failed.err;
        const args = ["--stack", stack.name, "--cwd", projectFolder, "--config-file", stack.configFile];
        said["failed drift"] = await heard((terminal) => driftTool(args, { terminal, env: stack.env }));
        sandbox.choreo.setFaults([]);

        const places = { ...said, ...filtered(await filesIn(folder), (file) => !isEventLog(file)) };
        expect(Object.keys(places).length).toBeGreaterThan(10);
        const secrets = {
          "client secret": connections.storefront.clientSecret,
          "deployer's secret": secretText as string,
          "Choreo's token": token,
          "configured credential": CREDENTIAL,
          passphrase: PASSPHRASE,
        };
        for (const [name, secret] of Object.entries(secrets))
          expect({ name, in: holding(places, secret) }).toEqual({ name, in: [] });
        // The engine's own debugging: its log at the highest verbosity, and its event log, which no workflow keeps.
        const run = await stack.preview({ flags: ["--verbose=9", "--logtostderr", "--logflow"] });
        const verbose = { output: run.output, ...filtered(await filesIn(folder), isEventLog) };
        const inVerbose = Object.entries(secrets)
          .filter(([, secret]) => holding(verbose, secret).length > 0)
          .map(([name]) => name);
        expect(inVerbose).toEqual(["client secret", "configured credential"]);
      });
    } finally {
      await sandbox.stop();
    }
  },
  2 * ENGINE_TIMEOUT,
);
