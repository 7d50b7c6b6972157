import type { AccessModel } from "../../outputs/types.ts";
import { code } from "./escape.ts";
import { fact, pairs } from "./fact.ts";
import { sorted } from "./sort.ts";
import type { Fact } from "./types.ts";

/**
 * Clients for which people are (no longer) asked. There are two ways to spare them the question, and while one of them holds,
 * the end of the other changes nothing for anybody: an admin's consent stands at the client, a pre-authorisation at the API.
 */
export function consentFacts(before: AccessModel, after: AccessModel): Fact[] {
  return pairs(before.clients, after.clients).flatMap(([client, , is]) =>
    // What goes with its client, or with all its permissions on an API, is told with them.
    sorted(Object.keys(is?.uses ?? {}))
      .filter((api) => Object.hasOwn(after.apis, api))
      .flatMap((api) => oneConnection(client, api, before, after)),
  );
}

function oneConnection(client: string, api: string, before: AccessModel, after: AccessModel): Fact[] {
  const name = `Client ${code(client)}`;
  const [was, is] = [waysOf(before, client, api), waysOf(after, client, api)];
  const asked =
    is.admin || is.preAuthorized ? "" : ": users are asked, or refused where only admins may consent";
  return [
    ...(is.admin && !was.admin
      ? [fact(4, `${name} gets admin consent for ${code(api)}: users are not asked.`)]
      : []),
    ...(was.admin && !is.admin
      ? [fact(3, `${name} loses admin consent for ${code(api)}${asked || STAYS.preAuthorized}.`)]
      : []),
    ...(is.preAuthorized && !was.preAuthorized
      ? [fact(4, `${name} is **pre-authorised** for ${code(api)}: nobody needs to consent.`)]
      : []),
    ...(was.preAuthorized && !is.preAuthorized
      ? [fact(3, `${name} is no longer pre-authorised for ${code(api)}${asked || STAYS.admin}.`)]
      : []),
  ];
}

const STAYS = {
  admin: "; an admin has consented for everybody, so users are still not asked",
  preAuthorized: "; it is pre-authorised, so users are still not asked",
};

function waysOf({ apis, clients }: AccessModel, client: string, api: string) {
  return {
    admin: clients[client]?.adminConsent.includes(api) ?? false,
    preAuthorized: apis[api]?.preAuthorized?.includes(client) ?? false,
  };
}
