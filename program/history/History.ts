import { componentTypes } from "../../components/index.ts";
import { stackIdResource } from "../../shared/stackMark.ts";
import type { StateResource } from "./stateBefore.ts";

const { azureWebApi, azureClientApp, choreoApi, choreoApplication } = componentTypes;

/** Types as they stand in URNs: a web API and a client of the same key have applications of the same name. */
const types = {
  webApi: azureWebApi,
  webApplication: `${azureWebApi}$azuread:index/application:Application`,
  webPrincipal: `${azureWebApi}$azuread:index/servicePrincipal:ServicePrincipal`,
  identifierUri: `${azureWebApi}$azuread:index/applicationIdentifierUri:ApplicationIdentifierUri`,
  assignment: `${azureWebApi}$azuread:index/appRoleAssignment:AppRoleAssignment`,
  clientApp: azureClientApp,
  clientApplication: `${azureClientApp}$azuread:index/application:Application`,
  clientPrincipal: `${azureClientApp}$azuread:index/servicePrincipal:ServicePrincipal`,
  grant: `${azureClientApp}$azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant`,
  password: `${azureClientApp}$azuread:index/applicationPassword:ApplicationPassword`,
  deployment: `${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiDeployment`,
  permissions: `${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`,
  choreoApplication: `${choreoApplication}$pulumi-nodejs:dynamic/choreo:Application`,
  key: `${choreoApplication}$pulumi-nodejs:dynamic/choreo:IdpKey`,
  subscription: `${choreoApplication}$pulumi-nodejs:dynamic/choreo:Subscription`,
  identityProvider: "pulumi-nodejs:dynamic/choreo:IdentityProvider",
  stack: "pulumi:pulumi:Stack",
  stackId: stackIdResource.type,
} as const;

export type Kind = keyof typeof types;

/** A resource as {@link History} gives it: its name and its outputs, of which nobody has promised any shape. */
export interface Past {
  urn: string;
  name: string;
  outputs: Record<string, unknown>;
}

/** What the state said before this run. */
export class History {
  readonly #resources: readonly StateResource[];

  constructor(resources: readonly StateResource[]) {
    this.#resources = resources;
  }

  all(kind: Kind): Past[] {
    return this.#resources.filter(({ type }) => type === types[kind]);
  }

  one(kind: Kind, name: string): Past | undefined {
    return this.all(kind).find((resource) => resource.name === name);
  }

  /** Rotations of a client's secrets, whatever its key was. */
  secretsOf(keys: readonly string[]): number[] {
    return this.#passwordsOf(keys).map(({ rotation }) => rotation);
  }

  /** Id of the application that a client's secret is of, as the provider writes it. */
  holderOf(keys: readonly string[], rotation: number): string | undefined {
    const found = this.#passwordsOf(keys).find((each) => each.rotation === rotation);
    return found?.outputs.applicationId as string | undefined;
  }

  #passwordsOf(keys: readonly string[]): { rotation: number; outputs: Past["outputs"] }[] {
    return this.all("password").flatMap(({ name, outputs }) => {
      const [, client = "", number] = /^(.*)-(\d+)$/.exec(name) ?? [];
      return keys.includes(client) ? [{ rotation: Number(number), outputs }] : [];
    });
  }

  /** What tells this stack from others of its name; nothing before its first run, or with its state lost. */
  stackId(): string | undefined {
    return this.one("stackId", stackIdResource.name)?.outputs.result as string | undefined;
  }

  /** That of an entry of the settings: under its key, or the latest earlier one that the state knows. */
  entry(kind: Kind, key: string, { formerly }: { formerly: string[] }): Past | undefined {
    return [key, ...formerly].map((name) => this.one(kind, name)).find((found) => found !== undefined);
  }
}
