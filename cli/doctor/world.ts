import type { Discovery } from "../shared/cloud.ts";
import type { KeyManager } from "./choreo-objects.ts";
import type { GraphReader, Reader } from "./reader.ts";

/** What the doctor asks of a control plane. */
export interface ChoreoWorld {
  publisher: Reader;
  devportal: Reader;
  /** Choreo's key managers with issuer and claims, where these credentials may read them; throws Forbidden else. */
  admin: Reader;
  /** The developer portal may offer some identity providers only: Choreo. */
  hasPortalGate?: boolean;
}

/** Everything that the doctor looks at; all of it read-only. */
export interface World extends ChoreoWorld {
  /** Microsoft Graph, paths from the version on: `/v1.0/applications/…`. */
  graph: GraphReader;
  /** By id of an API or application: what takes the place of the above where it is in another control plane. */
  elsewhere?: ReadonlyMap<string, ChoreoWorld>;
  /** The tenant's discovery document; version 1 has the issuer of v1 tokens. */
  discovery(tenantId: string, version: 1 | 2): Promise<Discovery>;
  /** A JSON document on the web, without credentials. */
  fetchJson(url: string, what: string): Promise<unknown>;
  now: Date;
}

/** The identity provider as the administrator sees it; undefined if these credentials may not. */
export type AdminKeyManager = KeyManager & {
  issuer?: string;
  consumerKeyClaim?: string;
  scopesClaim?: string;
  certificates?: { type?: string; value?: string };
  /** Choreo: where an external identity provider is limited to environments. */
  additionalProperties?: { environments?: { apim?: string[] }[] };
};
