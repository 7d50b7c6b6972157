import { scopeValueProblem } from "../../../settings/rules/scopeValue.ts";
import { type ApiSubject, type ClientSubject, green, type Link, red, yellow } from "../../doctor/link.ts";
import type { Pairs } from "../pair/index.ts";
import type { Registration } from "../sides.ts";

/** Whether a registration stands for the API; then what the doctor looks at of it. */
export function onlyWithWebApi({ apis, seesRegistrations }: Pairs, link: Link<ApiSubject>): Link<ApiSubject> {
  return {
    ...link,
    title: "A registration in Entra stands for the API",
    async check(subject, world) {
      const api = apis.get(subject.key);
      if (api?.registration) {
        const found = await link.check(subject, world);
        if (found.state !== "green") return found;
        const says = `${nameOf(api.registration)}`;
        if (api.others.length === 0) return { ...found, says };
        return yellow(
          `${says}, but ${list(api.others)} ${api.others.length === 1 ? "has" : "have"} scopes of the same value: the gateway takes such tokens as well.`,
          "Remove the scopes, or the registration, that nobody needs.",
        );
      }
      if (!seesRegistrations)
        return red(
          "Not seen: these credentials may not read registrations.",
          "Give them Application.Read.All.",
        );
      if (api?.candidates.length)
        return red(
          `${api.candidates.length} registrations fit equally well: ${list(api.candidates)}.`,
          `Say which: --pair "${api.api.name} ${api.api.version}=<client id>". Then remove the scopes of the other.`,
        );
      if (api?.scopes.length === 0)
        return yellow(
          "None, and none is needed: it has no permissions, so every token of a subscribed client opens it.",
          "Add permissions in Choreo (step 1 of the guide).",
        );
      if (api?.deleted)
        return red(
          `"${api.deleted.displayName}", which had its permissions as scopes, was deleted on ${api.deleted.deletedDateTime?.slice(0, 10)} (client id ${api.deleted.appId}).`,
          "Restore it in Azure, under Deleted applications, within 30 days; or register the API anew (step 2 of the guide).",
        );
      const impossible = api?.scopes.flatMap(({ fullName }) => {
        const problem = scopeValueProblem(fullName);
        return problem ? [`"${fullName}" ${problem}`] : [];
      });
      if (impossible?.[0])
        return red(
          `None, and none can: ${impossible[0]}.`,
          "Rename the permission in Choreo, or the API, whose name is in its permissions' full names.",
        );
      return red(
        "None has a scope of the name of any of its permissions: nobody can get a token for it.",
        "Register it in Azure (step 2 of the guide).",
      );
    },
  };
}

/** An API that needs no registration has none to be looked at. */
export function whereRegistered({ apis }: Pairs, link: Link<ApiSubject>): Link<ApiSubject> {
  return {
    ...link,
    check: async (subject, world) =>
      apis.get(subject.key)?.registration ? link.check(subject, world) : green("no registration is needed"),
  };
}

/** Whether the client id of the key is that of a registration; then what the doctor looks at of it. */
export function onlyWithClient(
  { clients, seesRegistrations }: Pairs,
  link: Link<ClientSubject>,
): Link<ClientSubject> {
  return {
    ...link,
    async check(subject, world) {
      const client = clients.get(subject.key);
      const clientId = client?.key.consumerKey;
      if (client?.registration) {
        const found = await link.check(subject, world);
        return found.state === "green" ? { ...found, says: nameOf(client.registration) } : found;
      }
      if (clientId === undefined)
        return yellow(
          "A key is there, but these credentials may not see its client id.",
          "Use a token with apim:prod_key_manage or apim:sand_key_manage.",
        );
      if (!seesRegistrations)
        return red(
          "Not seen: these credentials may not read registrations.",
          "Give them Application.Read.All.",
        );
      if (client?.deleted)
        return red(
          `Its registration${client.deleted.displayName ? ` "${client.deleted.displayName}"` : ""} was deleted on ${client.deleted.deletedDateTime?.slice(0, 10) ?? "an unknown day"} (client id ${clientId}).`,
          "Restore it in Azure, under Deleted applications, within 30 days; or remove the key and the application in Choreo.",
        );
      return red(
        `The tenant has no registration with the client id ${clientId} (AADSTS700016).`,
        "Compare it with the client id on the registration's overview; if the registration is gone, remove the key in Choreo.",
      );
    },
  };
}

function nameOf({ application: { displayName, appId } }: Registration): string {
  return `"${displayName}" (${appId})`;
}

const list = (some: readonly Registration[]) => some.map(nameOf).join(", ");
