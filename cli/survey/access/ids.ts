import type { Details } from "../read/details.ts";
import type { Registration } from "../sides.ts";

// One registration may stand for several APIs, and the access model tells them apart by id.
export const appId = (kind: "api" | "client", key: string) => `${kind} ${key}`;
export const objectId = (kind: "api" | "client", key: string) => `${kind} object ${key}`;
export const principalId = (kind: "api" | "client", key: string) => `${kind} principal ${key}`;

export function ownersOf({ application, principal }: Registration, { owners }: Details): string[] {
  return [application.id, principal?.id ?? ""].flatMap((id) =>
    (owners.get(id) ?? []).map((owner) => owner.id),
  );
}
