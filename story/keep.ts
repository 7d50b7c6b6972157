import { rm } from "node:fs/promises";
import { join } from "node:path";
import { engineEnvironment, findEngine, projectFolder, sandboxFolder } from "../sandbox/engine/index.ts";
import { whoCanSignIn } from "../sandbox/how-to-use.ts";
import { withOwnTrust } from "../sandbox/own-trust.ts";
import { addresses, untilStopped, writeEnvFile } from "../sandbox/serve.ts";
import { choreoObject } from "../sandbox/stack-settings.ts";
import type { Scene } from "./scene.ts";

/** Leaves all of it up, says how to play with it, and waits for Ctrl-C. */
export async function keep(scene: Scene): Promise<void> {
  const stopped = untilStopped();
  const file = join(sandboxFolder, "kept.env");
  await writeEnvFile(file, await withOwnTrust(await playEnvironment(scene), scene.folder));
  console.log(`
Everything is still up: ${addresses(scene.running)}
In another terminal, in ${projectFolder}:

  set -a; . .sandbox/kept.env; set +a
  npm run invoke -- --stack local --client storefront --api books --operation "GET /books" --headless --user ada@taylordean.example
  npm run doctor -- --stack local
  npm run pulumi -- preview --stack local          # edit Pulumi.local.yaml, preview, up, destroy …
  curl --cacert "$SSL_CERT_FILE" "$CHOREO/_sandbox/state"

${whoCanSignIn}${otherStackFile(scene)}

Ctrl-C here ends it; nothing remains.`);
  await stopped;
  await rm(file, { force: true });
}

/** The tools read Pulumi.local.yaml, which is written for Choreo. */
function otherStackFile({ running }: Scene): string {
  const object = choreoObject(running.choreo);
  return object
    ? `\n\nFirst put this in Pulumi.local.yaml in place of its own:\n\n  choreo-azuread:choreo: ${JSON.stringify(object)}`
    : "";
}

/** What the runs of the story had, and no variable of the user's own. */
async function playEnvironment(scene: Scene): Promise<Record<string, string>> {
  const env = engineEnvironment(await findEngine(), join(scene.folder, "state"), scene.running.env);
  const kept = Object.entries(env).filter(
    ([name]) => name.startsWith("PULUMI_") || name in scene.running.env,
  );
  const { entra, choreo, gateway } = scene.running;
  return { ...Object.fromEntries(kept), ENTRA: entra.url, CHOREO: choreo.url, GATEWAY: gateway.url };
}
