import { type ClientSubject, green, type Link, red } from "../../doctor/link.ts";
import type { Pairs } from "../pair/index.ts";
import type { Details } from "../read/details.ts";

/** Whether the client can prove who it is: by the secret that works longest, else by a certificate, a federated credential, or not at all. */
export function credentialLink(
  { clients }: Pairs,
  { federated }: Details,
  secretLink: Link<ClientSubject>,
): Link<ClientSubject> {
  return {
    ...secretLink,
    title: "It has a secret or another credential that is valid",
    async check(subject, world) {
      const registration = clients.get(subject.key)?.registration;
      const { application, principal } = registration ?? {};
      const secrets = application?.passwordCredentials ?? [];
      const valid = (what: string, some: typeof secrets = []) =>
        some
          .filter(({ endDateTime }) => new Date(endDateTime ?? 0) > world.now)
          .map(({ endDateTime }) => `${what} until ${endDateTime?.slice(0, 10)}`);
      const others = [
        ...valid("a certificate", application?.keyCredentials),
        // The portal does not show these.
        ...valid("a secret of its service principal", principal?.passwordCredentials),
        ...valid("a certificate of its service principal", principal?.keyCredentials),
        ...(federated.get(application?.id ?? "") ?? []).map(
          ({ name }) => `the federated credential "${name}"`,
        ),
      ];
      if (secrets.length > 0) {
        const found = await secretLink.check(subject, world);
        if (found.state === "green" && secrets.length > 1)
          return green(`${found.says}; it is one of ${secrets.length}`);
        if (found.state !== "red" || others.length === 0) return found;
      }
      if (others.length > 0) return green(others.join(", "));
      const { isFallbackPublicClient, spa, publicClient } = application ?? {};
      if (isFallbackPublicClient || spa?.redirectUris?.length || publicClient?.redirectUris?.length)
        return green("none is needed: it is a public client");
      return red(
        "None: it can redeem no code (AADSTS7000218).",
        "Make a secret in Azure, under Certificates & secrets.",
      );
    },
  };
}
