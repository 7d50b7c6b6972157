import { type ClientSubject, green, type Link, yellow } from "../../doctor/link.ts";
import { redirectUriLink } from "../../doctor/links/redirect-uri.ts";
import type { Pairs } from "../pair/index.ts";

/** Whether people can come back from Entra. Which addresses are meant nobody has said. */
export function redirectLink({ clients }: Pairs): Link<ClientSubject> {
  return {
    id: redirectUriLink.id,
    title: "It has redirect URIs",
    needs: redirectUriLink.needs ?? [],
    async check({ key }) {
      const application = clients.get(key)?.registration?.application;
      const uris = (["web", "spa", "publicClient"] as const).flatMap(
        (platform) => application?.[platform]?.redirectUris ?? [],
      );
      if (uris.length === 0)
        return yellow(
          "None: nobody signs in through it.",
          "Add one in Azure, under Authentication, unless it works on its own behalf alone.",
        );
      return green(uris.join(", "));
    },
  };
}
