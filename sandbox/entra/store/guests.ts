import { randomUUID } from "node:crypto";
import { entra as seed } from "../../seed.ts";
import type { EntraContext } from "../context.ts";
import type { User } from "./types.ts";

/**
 * A person of another organisation who accepted an invitation. The user principal name is made of the e-mail address, which is what
 * people know: `eve@contoso.example` is `eve_contoso.example#EXT#@taylordean.onmicrosoft.com`. Signs in with the address, and with
 * everybody's password.
 *
 * @see https://learn.microsoft.com/entra/external-id/user-properties
 */
export function addGuest(
  { directory, domains, clock }: EntraContext,
  { mail, displayName = mail }: { mail: string; displayName?: string | undefined },
): User {
  const guest: User = {
    id: randomUUID(),
    userPrincipalName: `${mail.replace("@", "_")}#EXT#@${domains.at(-1)}`,
    displayName,
    mail,
    mailNickname: `${mail.replace("@", "_")}#EXT#`,
    accountEnabled: true,
    createdDateTime: clock.iso(),
    creationType: "Invitation",
    externalUserState: "Accepted",
    showInAddressList: null,
    userType: "Guest",
  };
  directory.users.set(guest.id, guest);
  directory.secrets.set(guest.id, seed.password);
  return guest;
}
