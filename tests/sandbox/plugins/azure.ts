import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import { type RunningEntra, startEntra } from "../../../sandbox/entra/index.ts";
import { localTls } from "../../../sandbox/kit/tls.ts";
import { azuread } from "../../../sandbox/plugins/azuread/plugin.ts";
import type { Values } from "../../../sandbox/plugins/properties/types.ts";
import { entra as seed } from "../../../sandbox/seed.ts";
import { heldToGraph } from "../../contract/graph/held.ts";
import { inTempFolder } from "../../engine/harness.ts";
import { withoutSockets } from "../../inProcess/withoutSockets.ts";
import { type Resource, TestEngine } from "./engine.ts";

export const APPLICATION = "azuread:index/application:Application";
export const IDENTIFIER_URI = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";
export const PASSWORD = "azuread:index/applicationPassword:ApplicationPassword";
export const PRE_AUTHORIZED = "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized";
export const OWNER = "azuread:index/applicationOwner:ApplicationOwner";
export const FEDERATED =
  "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
export const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
export const ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment";
export const GRANT =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
export const USER = "azuread:index/user:User";
export const GROUP = "azuread:index/group:Group";
export const GROUP_MEMBER = "azuread:index/groupMember:GroupMember";

export const SCOPE_ID = "11111111-1111-4111-8111-111111111111";
export const OTHER_SCOPE_ID = "22222222-2222-4222-8222-222222222222";
export const ROLE_ID = "33333333-3333-4333-8333-333333333333";
export const NO_ROLE = "00000000-0000-0000-0000-000000000000";

export const scope = (id: string, name: string): Values => ({
  id,
  value: `urn:taylordean:books:${name}`,
  adminConsentDisplayName: name,
  adminConsentDescription: `May use ${name}`,
  enabled: true,
  type: "User",
});

/** The emulator of Entra ID and the plugin that is to be tested, with the engine's part played by the test. */
export interface AzureTest {
  entra: RunningEntra;
  engine: TestEngine;
  config: Values;
  /** An application with these arguments beside its name. */
  application(name: string, inputs?: Values): Promise<Resource>;
  /** "METHOD /path" of Graph's requests since the last call, ids cut out. */
  requests(): string[];
  stop(): Promise<void>;
}

/** The emulator alone, for the time of `work`, with the environment in which the published plugin finds it, too. */
export function withEntra<T>(
  work: (at: { entra: RunningEntra; env: Record<string, string> }) => Promise<T>,
): Promise<T> {
  return inTempFolder(async (folder) => {
    const material = await localTls(folder);
    const entra = await startEntra({ tls: material });
    const env = {
      ARM_METADATA_HOSTNAME: `localhost:${entra.port}`,
      ARM_TENANT_ID: seed.tenantId,
      ARM_CLIENT_ID: seed.deployer.clientId,
      ARM_CLIENT_SECRET: seed.deployer.clientSecret,
      // The only one that the published plugin reads; the stand-in takes it, too.
      SSL_CERT_FILE: material.caPath,
    };
    try {
      return await work({ entra, env });
    } finally {
      await entra.close();
    }
  });
}

/** The emulator and the plugin for the tests of a file, each of which finds the seed; to be used in tests and hooks only. */
export function useAzure(): AzureTest {
  const azure = {} as AzureTest;
  beforeAll(async () => {
    Object.assign(azure, await startAzure());
  });
  beforeEach(() => azure.entra.reset());
  afterAll(() => azure.stop());
  return azure;
}

async function startAzure(): Promise<AzureTest> {
  const folder = await mkdtemp(join(tmpdir(), "azure-test-"));
  const material = await localTls(folder);
  // This CA alone: the one of another test in the same process has the same name and another key.
  tls.setDefaultCACertificates([material.ca]);
  const entra = heldToGraph(await startEntra({ tls: material }));
  const putBack = withoutSockets({ entra });
  const config = {
    metadataHost: `localhost:${entra.port}`,
    tenantId: seed.tenantId,
    clientId: seed.deployer.clientId,
    clientSecret: seed.deployer.clientSecret,
  };
  const engine = await TestEngine.start(azuread, config);
  return {
    entra,
    engine,
    config,
    application: (name, inputs = {}) => engine.create(APPLICATION, name, { displayName: name, ...inputs }),
    requests() {
      const seen = entra
        .requests()
        .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/g, "{id}")}`);
      entra.clearRequests();
      return seen.filter((request) => /^\S+ \/(v1\.0|beta)\//.test(request));
    },
    async stop() {
      engine.stop();
      putBack();
      await entra.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
