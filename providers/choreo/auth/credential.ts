import { ChoreoError } from "../client/errors.ts";
import type { Endpoints, Flavour } from "../flavour/flavour.ts";
import type { ControlPlaneConfig } from "../settings.ts";
import { claimsOf } from "./claims.ts";
import { introspect, listOrganizations, type Organization } from "./introspection.ts";
import type { TokenSource } from "./tokenSource.ts";

/** What a credential says of itself before it is used. What nobody says is undefined. */
export interface Identity {
  /** What it is, for people. */
  kind: "personal access token" | "token";
  organizationId: string | undefined;
  /** Handle of the organisation. */
  organization: string | undefined;
  /** OAuth scopes of the management APIs. */
  scopes: readonly string[] | undefined;
  /** When it ends; undefined also for a token that is renewed by itself. */
  ends: Date | undefined;
  /** Of a personal access token: `ACTIVE`. Other values are not documented. */
  status?: string | undefined;
}

/** States of a personal access token that leave no hope; of another word it is for the calls to find out what it means. */
const OVER = /^(REVOKED|EXPIRED|INACTIVE|DISABLED|DELETED)$/i;

/** Who calls: the token, and the organisation where the stack's settings leave it out. */
export class Credential {
  readonly #tokens: TokenSource;
  readonly #flavour: Flavour;
  readonly #config: ControlPlaneConfig;
  readonly #endpoints: Endpoints;
  /** Where a token as it is comes from, `CHOREO_TOKEN`; undefined for those that are granted. */
  readonly #origin: string | undefined;
  #identity: Promise<Identity> | undefined;

  constructor(
    tokens: TokenSource,
    {
      flavour,
      config,
      endpoints,
      origin,
    }: { flavour: Flavour; config: ControlPlaneConfig; endpoints: Endpoints; origin: string | undefined },
  ) {
    this.#tokens = tokens;
    this.#flavour = flavour;
    this.#config = config;
    this.#endpoints = endpoints;
    this.#origin = origin;
  }

  token(deadline: AbortSignal): Promise<string> {
    return this.#tokens.get(deadline);
  }

  /** @returns undefined where there is no other one to be had */
  renewed(refused: string, deadline: AbortSignal): Promise<string | undefined> {
    return this.#tokens.renew(refused, deadline);
  }

  /**
   * The settings with the organisation of this token where they name none. Asks only then, once.
   *
   * @throws ChoreoError where nobody says which organisation it is
   */
  async located(token: string, deadline: AbortSignal): Promise<ControlPlaneConfig> {
    if (this.#flavour.name !== "choreo" || this.#config.organizationId) return this.#config;
    const organizationId = claimsOf(token)?.organizationId ?? (await this.identity(deadline)).organizationId;
    if (organizationId) return { ...this.#config, organizationId };
    throw new ChoreoError({
      what: "Find the organisation of the token",
      words: "choreo.organizationId is missing, and neither the token nor Choreo says which one it is",
      hint: "Set choreo.organizationId in the stack configuration (Choreo Console: Settings, Organization).",
    });
  }

  /**
   * What the credential says of itself, asked for once.
   *
   * @throws ChoreoError where it has ended or was revoked, or is for another organisation than the settings'
   */
  identity(deadline: AbortSignal): Promise<Identity> {
    this.#identity ??= this.#ask(deadline).catch((error: unknown) => {
      this.#identity = undefined;
      throw error;
    });
    return this.#identity;
  }

  /** Organisations of whoever holds the token; undefined where nobody answers. */
  async organizations(deadline: AbortSignal): Promise<Organization[] | undefined> {
    const { apis } = this.#endpoints;
    return apis ? listOrganizations(apis, await this.#tokens.get(deadline), deadline) : undefined;
  }

  async #ask(deadline: AbortSignal): Promise<Identity> {
    const token = await this.#tokens.get(deadline);
    const claims = claimsOf(token);
    const identity = claims
      ? { kind: "token" as const, ...claims, ends: this.#origin ? claims.ends : undefined }
      : await this.#introspected(token, deadline);
    this.#refuseEnded(identity, undefined);
    this.#refuseOther(identity);
    return identity;
  }

  async #introspected(token: string, deadline: AbortSignal): Promise<Identity> {
    const unknown = {
      organizationId: undefined,
      organization: undefined,
      scopes: undefined,
      ends: undefined,
    };
    const { apis } = this.#endpoints;
    if (this.#flavour.name !== "choreo" || !apis) return { kind: "token", ...unknown };
    const found = await introspect(apis, token, deadline);
    const identity: Identity = found
      ? { kind: "personal access token", ...unknown, ...found }
      : { kind: "token", ...unknown };
    this.#refuseEnded(identity, found?.status);
    const { organization, organizationId } = this.#config;
    // Both ids settle it where no handle could contradict them.
    if (organizationId && identity.organizationId && !organization) return identity;
    const organizations = (await listOrganizations(apis, token, deadline)) ?? [];
    const { uuid, handle } = this.#own(organizations, identity) ?? {};
    return {
      ...identity,
      organizationId: identity.organizationId ?? uuid,
      organization: handle ?? identity.organization,
    };
  }

  #own(organizations: Organization[], { organizationId }: Identity): Organization | undefined {
    if (organizationId) return organizations.find(({ uuid }) => uuid === organizationId);
    const { organization, organizationId: wanted } = this.#config;
    const fitting = organizations.filter(
      ({ uuid, handle }) => (!wanted || uuid === wanted) && (!organization || handle === organization),
    );
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  #refuseEnded({ kind, ends }: Identity, status: string | undefined): void {
    const isOver = ends !== undefined && ends.getTime() <= Date.now();
    if (!isOver && !OVER.test(status ?? "")) return;
    const when = ends ? ` on ${ends.toISOString().slice(0, 10)}` : "";
    throw new ChoreoError({
      what: `Sign in to ${this.#flavour.title}`,
      words: isOver ? `the ${kind} ended${when}` : `the ${kind} is ${status}`,
      hint:
        kind === "personal access token"
          ? `Make another one (Account Settings, Personal Access Tokens) and put it into ${this.#origin}.`
          : `Put another one into ${this.#origin}.`,
    });
  }

  #refuseOther({ kind, organizationId, organization }: Identity): void {
    const { organizationId: wantedId, organization: wanted } = this.#config;
    const pairs = [
      ["choreo.organizationId", organizationId, wantedId],
      ["choreo.organization", organization, wanted],
    ] as const;
    for (const [setting, found, configured] of pairs) {
      if (this.#flavour.name !== "choreo" || !found || !configured || found === configured) continue;
      throw new ChoreoError({
        what: "Sign in to Choreo",
        words: `the ${kind} is for organisation ${found}, the stack for ${configured}`,
        hint: `Correct ${setting} in the stack configuration, or leave it out; or put a token of that organisation into ${this.#origin ?? "the environment"}.`,
      });
    }
  }
}
