import { randomUUID } from "node:crypto";
import { GraphError } from "../../../graph/client.ts";
import { remembered } from "../../doctor/reader.ts";
import type { EntraSide } from "../world.ts";
import { type Cleaned, Things } from "./cleaning.ts";
import { isMeant, isOfProbe, type Listed, NOTE, newName, SEARCH, type Whose } from "./mark.ts";

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
  readonly name: string;
  readonly scope: { id: string; value: string };
  readonly #entra: EntraSide;
  readonly #registrations = new Things("app registrations of Entra ID");
  readonly #registration = remembered((name) => this.#make(name));

  constructor(entra: EntraSide) {
    this.#entra = entra;
    this.name = newName(entra.clock.date());
    this.scope = { id: randomUUID(), value: `urn:choreo:azuread:${this.name.replaceAll("-", "_")}` };
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

  /** Removes what this run made, and what is meant of others. Entra keeps deleted registrations in its recycle bin for 30 days. */
  async clean(whose: Whose): Promise<Cleaned> {
    const { graph, clock } = this.#entra;
    const now = clock.date();
    const remove = (id: string) => graph.send("DELETE", `/v1.0/applications/${id}`);
    const first = await this.#registrations.clean(whose, now, () => this.#listed(), remove);
    if (first.removed === 0 || first.unread.length > 0) return first;
    // A deletion of what Entra does not know yet is answered as one of what is gone: the list decides.
    const marked = async () =>
      (await this.#listed()).filter((one) => isOfProbe(one) && isMeant(one, whose, now)).map(({ id }) => id);
    let left: string[];
    try {
      left = await marked();
      for (let round = 1; left.length > 0 && round < ROUNDS; round++) {
        await clock.pause(PAUSE_MS);
        for (const id of left) await remove(id).catch(() => {});
        left = await marked();
      }
    } catch {
      return { ...first, unread: [this.#registrations.what], hidden: [] };
    }
    return { ...first, removed: first.removed + first.left - left.length, left: left.length };
  }

  async #listed(): Promise<Listed[]> {
    const query = new URLSearchParams({
      $filter: `startswith(displayName,'${SEARCH}')`,
      $select: "id,displayName,notes",
    });
    const found = await this.#entra.graph.list<{ id: string; displayName: string; notes: string | null }>(
      `/v1.0/applications?${query}`,
    );
    return (found ?? []).map(({ id, displayName, notes }) => ({ id, name: displayName, note: notes }));
  }

  async #make(displayName: string): Promise<ProbeRegistration> {
    const { graph, clock } = this.#entra;
    const body = { displayName, notes: NOTE, signInAudience: "AzureADMyOrg" };
    const made = await this.#registrations.make(
      async () => {
        const one = await graph.send<{ id: string; appId: string }>("POST", "/v1.0/applications", body);
        if (!one) throw new GraphError("Entra ID does not take applications", 404);
        return one;
      },
      ({ id }) => id,
    );
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
