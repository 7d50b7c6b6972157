import { choreo as seed } from "../../seed.ts";
import type { Emulation } from "../emulation.ts";
import { refusal } from "../rules/refusal.ts";

export interface GatewayEnvironment {
  name: string;
  displayName: string;
  type: "hybrid" | "production" | "sandbox";
  vhosts: string[];
  /** `https://host:port`, as the gateway is reached. */
  url: string;
}

/** The one gateway of the sandbox, and a second environment that nothing serves. */
export function environments({ gatewayUrl }: Emulation): GatewayEnvironment[] {
  const url = gatewayUrl();
  const host = new URL(url).hostname;
  return [
    {
      name: seed.gatewayEnvironment,
      displayName: seed.gatewayEnvironment,
      type: "hybrid",
      vhosts: [host],
      url,
    },
    {
      name: "Staging",
      displayName: "Staging",
      type: "sandbox",
      vhosts: ["staging.localhost"],
      url: "https://staging.localhost",
    },
  ];
}

export function findEnvironment(emulation: Emulation, name: string): GatewayEnvironment {
  const environment = environments(emulation).find((one) => one.name === name);
  if (!environment) throw refusal.environmentUnknown(name);
  return environment;
}

/** The REST object `Environment` of `GET /settings`. */
export function showEnvironment({ flavour }: Emulation, environment: GatewayEnvironment): object {
  const port = Number(new URL(environment.url).port || 443);
  return {
    id: environment.name,
    name: environment.name,
    displayName: environment.displayName,
    type: environment.type,
    serverUrl: environment.url,
    provider: "wso2",
    showInApiConsole: true,
    vhosts: environment.vhosts.map((host) => ({
      host,
      httpContext: "",
      httpPort: 80,
      httpsPort: port,
      wsPort: 80,
      wssPort: port,
      websubHttpPort: 80,
      websubHttpsPort: port,
      ...(flavour === "apim" ? { wsHost: host, wssHost: host } : {}),
    })),
    endpointURIs: [],
    additionalProperties: [],
    ...(flavour === "apim" ? { gatewayType: "Regular", mode: "WRITE_ONLY" } : {}),
  };
}
