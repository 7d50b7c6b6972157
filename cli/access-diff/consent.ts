import { type AccessModel, isEffective, type Way, wayOf } from "../../access/index.ts";
import { sortedSet } from "../../access/sort.ts";
import { code, list } from "./escape.ts";
import { fact, pairs } from "./fact.ts";
import type { Fact } from "./types.ts";

/**
 * Permissions that a client has before and after, but in another way: people are (no longer) asked. What comes or goes altogether is
 * told as a gain or a loss.
 */
export function consentFacts(before: AccessModel, after: AccessModel): Fact[] {
  return pairs(before.clients, after.clients).flatMap(([client, was, is]) =>
    (is?.subscribed ?? [])
      .filter((api) => was?.subscribed.includes(api))
      .flatMap((api) => oneConnection(client, api, before, after)),
  );
}

function oneConnection(client: string, api: string, before: AccessModel, after: AccessModel): Fact[] {
  const changes = Object.keys(after.apis[api]?.permissions ?? {}).flatMap((permission) => {
    const [was, is] = [before, after].map((model) => {
      const declared = model.clients[client]?.declared[api]?.includes(permission) ?? false;
      return { way: wayOf(model, client, api, permission), declared };
    });
    return [{ permission, change: was && is && changeOf(was, is) }];
  });
  return [...Map.groupBy(changes, ({ change }) => change)].flatMap(([change, same]) => {
    if (!change) return [];
    const permissions = list(sortedSet(same.map(({ permission }) => permission)).map(code));
    return [fact(change.weight, change.text(`Client ${code(client)}`, `${permissions} of ${code(api)}`))];
  });
}

interface Change {
  weight: number;
  text(client: string, permissions: string): string;
}

interface Side {
  way: Way | undefined;
  declared: boolean;
}

function changeOf(was: Side, is: Side): Change | undefined {
  if (was.way === is.way) {
    if (is.way !== "obtainable" || was.declared === is.declared) return undefined;
    return is.declared ? LISTS : LISTS_NO_MORE;
  }
  if (!isEffective(was.way)) return undefined;
  if (is.way === "askedOfAdmins") return ASKS_ADMINS;
  return isEffective(is.way) ? SENTENCES[was.way][is.way] : undefined;
}

/** It changes nothing for what the client may ask, only what it does ask. */
const LISTS: Change = {
  weight: 1,
  text: (client, permissions) => `${client} lists ${permissions} now; it could ask people for it before.`,
};
const LISTS_NO_MORE: Change = {
  weight: 1,
  text: (client, permissions) =>
    `${client} no longer lists ${permissions}; it can still ask people for it, and what they allowed it stays.`,
};

const ASKS_ADMINS: Change = {
  weight: 3,
  text: (client, permissions) =>
    `${client} still asks for ${permissions}, but **an administrator has to consent** in Entra ID before anybody new gets it.`,
};
type Effective = Exclude<Way, "askedOfAdmins">;
const SENTENCES: Record<Effective, Partial<Record<Effective, Change>>> = {
  obtainable: {
    granted: {
      weight: 4,
      text: (client, permissions) => `${client} gets admin consent for ${permissions}: users are not asked.`,
    },
    preAuthorized: {
      weight: 4,
      text: (client, permissions) =>
        `${client} is **pre-authorised** for ${permissions}: nobody needs to consent.`,
    },
  },
  granted: {
    obtainable: {
      weight: 3,
      text: (client, permissions) => `${client} loses admin consent for ${permissions}: users are asked.`,
    },
    preAuthorized: {
      weight: 4,
      text: (client, permissions) =>
        `${client} is **pre-authorised** for ${permissions}: nobody needs to consent, as before.`,
    },
  },
  preAuthorized: {
    obtainable: {
      weight: 3,
      text: (client, permissions) =>
        `${client} is no longer pre-authorised for ${permissions}: users are asked.`,
    },
    granted: {
      weight: 3,
      text: (client, permissions) =>
        `${client} is no longer pre-authorised for ${permissions}; an admin has consented for everybody, so users are still not asked.`,
    },
  },
};
