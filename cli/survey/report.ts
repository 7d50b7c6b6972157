import type { AccessModel } from "../../access/index.ts";
import type { Result, Section } from "../doctor/walk.ts";
import { type Credential, credentialsOf } from "./credentials.ts";
import type { Gap } from "./gaps.ts";
import type { Loose } from "./loose.ts";
import type { Pairs } from "./pair/index.ts";
import type { Details } from "./read/details.ts";
import type { IdentityProvider } from "./sides.ts";
import type { MayCall } from "./who.ts";

/** What a survey found. Nothing secret in it. Its JSON form: machines may rely on the names. */
export interface Report {
  version: 1;
  /** What was looked at, for people: one control plane and one tenant. */
  covers: string;
  identityProvider: IdentityProvider;
  /** By the key that settings would have for it. */
  apis: Record<string, SurveyedApi>;
  clients: Record<string, SurveyedClient>;
  chains: Chain[];
  /** Who may call what, as far as resources say it: also through chains that are broken. */
  calls: MayCall[];
  sections: Section[];
  loose: Loose[];
  /** What these credentials may not see. */
  unseen: Gap[];
  /** The same model as the stack output `access` (docs/access-model.md). */
  access: AccessModel;
}

export interface SurveyedApi {
  id: string;
  name: string;
  version: string;
  lifecycleState: string;
  /** Null where nothing is paired. */
  registration: RegistrationName | null;
  /** Registrations that fit equally well. */
  candidates: RegistrationName[];
}

export interface SurveyedClient {
  application: { id: string; name: string; keyType: string };
  clientId: string;
  registration: RegistrationName | null;
  credentials: Credential[];
}

interface RegistrationName {
  clientId: string;
  displayName: string;
}

/** A client's way to an API. */
export interface Chain {
  client: string;
  api: string;
  /** Bare names, as the registration lists them. */
  permissions: string[];
  holds: boolean;
  /** What is red: `reports: It has a secret or another credential that is valid`. */
  broken: string[];
}

/** Puts together what was paired and what its links are like. */
export function chainsOf({ uses }: Pairs, sections: readonly Section[]): Chain[] {
  const red = new Map(
    sections.map((section) => [
      `${section.kind} ${section.name}`,
      section.results.filter(({ state }) => state === "red").map(({ title }) => title),
    ]),
  );
  return uses.map(({ client, api, permissions }) => {
    const of = (kind: Section["kind"], name: string, shown = name) =>
      (red.get(`${kind} ${name}`) ?? []).map((title) => `${shown}: ${title}`);
    const broken = [
      ...of("api", api, `API ${api}`),
      ...of("client", client, `client ${client}`),
      ...of("use", `${client} → ${api}`, "between them"),
    ];
    return { client, api, permissions, holds: broken.length === 0, broken };
  });
}

export function surveyedApis({ apis }: Pairs): Record<string, SurveyedApi> {
  return Object.fromEntries(
    [...apis].map(([key, { api, registration, candidates }]) => [
      key,
      {
        id: api.id,
        name: api.name,
        version: api.version,
        lifecycleState: api.lifeCycleStatus ?? "",
        registration: registration ? named(registration) : null,
        candidates: candidates.map(named),
      },
    ]),
  );
}

export function surveyedClients({ clients }: Pairs, { federated }: Details): Record<string, SurveyedClient> {
  return Object.fromEntries(
    [...clients].map(([key, { application, key: mapped, registration }]) => [
      key,
      {
        application: { id: application.applicationId, name: application.name, keyType: mapped.keyType },
        clientId: mapped.consumerKey ?? "",
        registration: registration ? named(registration) : null,
        credentials: registration
          ? credentialsOf(registration, federated.get(registration.application.id))
          : [],
      },
    ]),
  );
}

function named({
  application,
}: {
  application: { appId: string; displayName?: string | null };
}): RegistrationName {
  return { clientId: application.appId, displayName: application.displayName ?? "" };
}

/** How many results of a section are in a state. */
export function count(results: readonly Result[], state: Result["state"]): number {
  return results.filter((result) => result.state === state).length;
}
