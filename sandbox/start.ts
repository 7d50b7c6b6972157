import { join } from "node:path";
import { startBooks } from "./backend/books.ts";
import { type Flavour, startChoreo } from "./choreo/index.ts";
import type { SwitchChanges } from "./choreo/options.ts";
import { sandboxFolder } from "./engine/folders.ts";
import type { Lag } from "./entra/graph/consistency.ts";
import { startEntra } from "./entra/index.ts";
import { sandboxEnvironment } from "./environment.ts";
import { startGateway } from "./gateway/index.ts";
import { localTls } from "./kit/tls.ts";

export interface SandboxOptions {
  /** What the control plane plays. Default `choreo`. */
  flavour?: Flavour;
  /** First of four consecutive ports: Entra, Choreo, gateway, backend. Default: any free ones. */
  portBase?: number | undefined;
  /** Where the local CA and certificate are kept. Default `.sandbox/tls`. */
  tlsFolder?: string;
  /** How Graph lags. Default: not at all. */
  graphLag?: Lag;
  /** Switches of the control plane that are not its flavour's. */
  choreoSwitches?: SwitchChanges;
}

/** Of Entra, Choreo, gateway and backend. */
export function portsFrom(portBase: number): readonly [number, number, number, number] {
  return [portBase, portBase + 1, portBase + 2, portBase + 3];
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/**
 * Starts everything that stands in for the real services, on the loopback interface, wired to one another as the real ones
 * are: Choreo's key manager trusts Entra's issuer, the gateway reads the control plane and calls the backend.
 *
 * @returns `env`: what a Pulumi run needs to reach them; the running emulators; `stop()`
 * @example
 * const sandbox = await startSandbox();
 * try { … } finally { await sandbox.stop(); }
 */
export async function startSandbox(options: SandboxOptions = {}) {
  const { flavour = "choreo", portBase, tlsFolder = join(sandboxFolder, "tls") } = options;
  const { graphLag: lag = {}, choreoSwitches: switches = {} } = options;
  const ports = portBase === undefined ? ([0, 0, 0, 0] as const) : portsFrom(portBase);
  const [entraPort, choreoPort, gatewayPort, backendPort] = ports;
  const running: { close(): Promise<void> }[] = [];
  const started = <T extends { close(): Promise<void> }>(emulator: T): T => {
    running.unshift(emulator);
    return emulator;
  };
  const stop = async () => {
    await Promise.all(running.splice(0).map((emulator) => emulator.close()));
  };
  try {
    const tls = await localTls(tlsFolder);
    const entra = started(await startEntra({ port: entraPort, tls, lag }));
    let gatewayUrl = "";
    const choreo = started(
      await startChoreo({
        port: choreoPort,
        tls,
        entraUrl: entra.url,
        gatewayUrl: () => gatewayUrl,
        flavour,
        switches,
      }),
    );
    const backend = started(await startBooks({ port: backendPort }));
    const gateway = started(
      await startGateway({
        port: gatewayPort,
        tls,
        controlPlane: choreo.controlPlane,
        backendUrl: backend.url,
        errorStyle: flavour === "apim" ? "synapse" : "choreo-connect",
      }),
    );
    gatewayUrl = gateway.url;
    const env = sandboxEnvironment({ entraUrl: entra.url, choreo, caPath: tls.caPath });
    return { env, entra, choreo, gateway, backend, tls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
