import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { openStack } from "../sandbox/engine/index.ts";
import { stackFileFor } from "../sandbox/stack-settings.ts";
import { startSandbox } from "../sandbox/start.ts";
import { remember } from "./remember.ts";
import type { Step } from "./scene.ts";
import { prepare } from "./variants.ts";

/** The emulators as a new customer's tenant and organisation, and a stack that nobody has run yet. */
export const begin: Step = {
  title: "Start Entra ID, Choreo and its gateway",
  async run(scene) {
    scene.sandbox = await startSandbox(scene.where);
    const { env, tls, entra, choreo, gateway } = scene.sandbox;
    // So that this process, too, trusts the local CA; others get it by NODE_EXTRA_CA_CERTS.
    setDefaultCACertificates([...getCACertificates("default"), tls.ca]);
    const { config } = await stackFileFor(choreo);
    scene.stack = await openStack({
      folder: scene.folder,
      name: "local",
      env,
      config: await prepare(choreo, config, scene.variants),
    });
    scene.before = remember(scene.sandbox);
    return `${entra.url}, ${choreo.url}, ${gateway.url}`;
  },
};
