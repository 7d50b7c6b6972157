import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";

/** The configuration that the engine would hand over, for an emulator. */
export function configFor(
  emulator: RunningChoreo,
  changes: Values = {},
  credentials?: Values,
): ProviderConfig {
  const { publisher, devportal, token, clientRegistration } = emulator.urls;
  const isChoreo = emulator.flavour === "choreo";
  const texts: Record<string, string> = {
    choreo: JSON.stringify({
      flavour: emulator.flavour,
      organization: seed.organization,
      organizationId: isChoreo ? seed.organizationId : undefined,
      publisherUrl: publisher,
      devportalUrl: devportal,
      tokenUrl: token,
      dcrUrl: clientRegistration,
      ...changes,
    }),
    choreoCredentials: JSON.stringify(
      credentials ?? (isChoreo ? { token: seed.personalAccessToken } : { ...seed.admin }),
    ),
  };
  return { get: (key) => texts[key] };
}

/** `POST /applications` and the like, as the emulator logged them: with neither base path nor ids. */
export function calls(emulator: RunningChoreo): string[] {
  return emulator.requests().map(({ method, path }) => {
    const short = path
      .replace(/\?.*$/, "")
      .replace(/^\/api\/am\/(publisher|devportal|admin)\/v\d/, "")
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*");
    return `${method} ${short}`;
  });
}
