import type { ClientSubject, Link } from "../../doctor/link.ts";
import { anyCredential } from "../../doctor/links/anyCredential.ts";
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
    async check({ key }, { now }) {
      const { application, principal } = clients.get(key)?.registration ?? {};
      return anyCredential(application, principal, federated.get(application?.id ?? "") ?? [], now);
    },
  };
}
