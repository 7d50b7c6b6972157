import type { Operation } from "../../doctor/choreo-objects.ts";
import { type ApiSubject, green, type Link, red, yellow } from "../../doctor/link.ts";
import { openOperationsLink } from "../../doctor/links/open-operations.ts";
import type { Pairs } from "../pair/index.ts";

/** The same id as the doctor's: there what counts is the settings, and here there are none. */
export function openLink({ apis }: Pairs): Link<ApiSubject> {
  return {
    id: openOperationsLink.id,
    title: "Every operation at the gateway needs a permission",
    async check({ key }) {
      const copies = apis.get(key)?.deployed ?? [];
      const find = (isOpen: (operation: Operation) => boolean) =>
        copies.flatMap(({ where, copy }) =>
          (copy?.operations ?? []).filter(isOpen).map(({ verb, target }) => `${where}: ${verb} ${target}`),
        );
      const anyone = find(({ authType }) => authType === "None");
      if (anyone.length)
        return red(
          `Open to anyone, without a token (authType None): ${anyone.join("; ")}.`,
          "Switch on the operation's security in Choreo, and deploy.",
        );
      const open = find(({ scopes }) => !scopes?.length);
      if (open.length)
        return yellow(
          `Open to every token of a subscribed client, whoever it was issued for: ${open.join("; ")}.`,
          "Select a permission for it in Choreo, and deploy.",
        );
      return green(`${copies.length} deployed ${copies.length === 1 ? "revision" : "revisions"}`);
    },
  };
}
