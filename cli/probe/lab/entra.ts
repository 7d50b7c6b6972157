import { randomUUID } from "node:crypto";
import { GraphError } from "../../../graph/client.ts";
import { remembered } from "../../doctor/reader.ts";
import type { EntraSide } from "../world.ts";
import { type Cleaned, isOfProbe, NOTE, newName, removeAll, SEARCH } from "./mark.ts";

export interface ProbeRegistration {
  id: string;
  appId: string;
  /** Of the service principal. */
  principalId: string;
  /** Seconds until Entra took the registration for known. */
  waited: number;
}

/** How long a new registration may take to be known. */
export const REPLICATION_S = 60;
const PAUSE_MS = 2000;
/** Deletions of one that Entra may not know yet. */
const ROUNDS = 30;

/** Entra has taken a registration and does not know it. */
export class NotKnown extends Error {
  readonly waited: number;
  constructor(waited: number) {
    super(`Not known after ${waited} s`);
    this.waited = waited;
  }
}

/** What is made in Entra ID to try things with: registrations that nobody is assigned to, without a redirect URI. */
export class EntraLab {
  readonly name = newName();
  readonly #entra: EntraSide;
  readonly #made: string[] = [];
  readonly #registration = remembered((name) => this.#make(name));
  readonly scope = { id: randomUUID(), value: `urn:choreo:azuread:${this.name.replaceAll("-", "_")}` };

  constructor(entra: EntraSide) {
    this.#entra = entra;
  }

  /** Stands for an API. */
  webApi(): Promise<ProbeRegistration> {
    return this.#registration(this.name);
  }

  client(): Promise<ProbeRegistration> {
    return this.#registration(`${this.name}-client`);
  }

  /** The scope, added as the program does. */
  readonly withScope = remembered(async () => {
    const { id } = await this.webApi();
    const texts = { adminConsentDisplayName: this.scope.value, adminConsentDescription: NOTE };
    const scope = { ...this.scope, ...texts, type: "Admin", isEnabled: true };
    await this.#entra.graph.send("PATCH", `/v1.0/applications/${id}`, {
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [scope] },
    });
  });

  /** Removes what this run and earlier ones made. Entra keeps deleted registrations in its recycle bin for 30 days. */
  async clean(): Promise<Cleaned> {
    const { graph, clock } = this.#entra;
    const remove = (id: string) => graph.send("DELETE", `/v1.0/applications/${id}`);
    const first = await removeAll(this.#made, () => this.#marked(), remove);
    if (first.removed === 0 || first.unread > 0) return first;
    // A deletion of what Entra does not know yet is answered as one of what is gone: the list decides.
    let left: string[];
    try {
      left = await this.#marked();
      for (let round = 1; left.length > 0 && round < ROUNDS; round++) {
        await clock.pause(PAUSE_MS);
        await removeAll(left, async () => [], remove);
        left = await this.#marked();
      }
    } catch {
      return { ...first, unread: 1 };
    }
    return { ...first, removed: first.removed + first.left - left.length, left: left.length };
  }

  async #marked(): Promise<string[]> {
    const query = new URLSearchParams({
      $filter: `startswith(displayName,'${SEARCH}')`,
      $select: "id,displayName,notes",
    });
    const found = await this.#entra.graph.list<{ id: string; displayName: string; notes: string | null }>(
      `/v1.0/applications?${query}`,
    );
    return (found ?? [])
      .filter(({ displayName, notes }) => isOfProbe(displayName, notes))
      .map(({ id }) => id);
  }

  async #make(displayName: string): Promise<ProbeRegistration> {
    const { graph, clock } = this.#entra;
    const body = { displayName, notes: NOTE, signInAudience: "AzureADMyOrg" };
    const made = await graph.send<{ id: string; appId: string }>("POST", "/v1.0/applications", body);
    if (!made) throw new GraphError("Entra ID does not take applications", 404);
    this.#made.push(made.id);
    const start = clock.now();
    for (;;) {
      const isKnown = (await graph.get(`/v1.0/applications/${made.id}?$select=id`)) !== undefined;
      const principal = isKnown ? await this.#principal(made.appId) : undefined;
      const waited = (clock.now() - start) / 1000;
      if (principal) return { ...made, principalId: principal.id, waited };
      if (waited >= REPLICATION_S) throw new NotKnown(waited);
      await clock.pause(PAUSE_MS);
    }
  }

  /** Undefined while Entra does not know the registration yet. */
  async #principal(appId: string): Promise<{ id: string } | undefined> {
    try {
      const tags = { appRoleAssignmentRequired: true, notes: NOTE };
      return await this.#entra.graph.send<{ id: string }>("POST", "/v1.0/servicePrincipals", {
        appId,
        ...tags,
      });
    } catch (error) {
      if (error instanceof GraphError && error.status === 400) return undefined;
      throw error;
    }
  }
}
