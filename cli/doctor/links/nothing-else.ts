import { clientExtras } from "../extras/client.ts";
import { type Found, inWords, unexpected } from "../extras/extra.ts";
import { webApiExtras } from "../extras/web-api.ts";
import { type ApiSubject, type ClientSubject, type Finding, green, type Link, red, yellow } from "../link.ts";

/** Somebody whom the settings do not name may have been let in by hand. */
export const nothingElseOnApi: Link<ApiSubject> = {
  id: "nothing-else",
  title: "No other access to the web API is seen",
  needs: ["web-api"],
  async check(subject, world) {
    return findingOf(await webApiExtras(subject, subject.connections, world), subject.api.expected);
  },
};

/** A second secret, a certificate, an owner: each signs in as the client without this stack's secret. */
export const nothingElseOnClient: Link<ClientSubject> = {
  id: "nothing-else",
  title: "No other way to sign in as the client is seen",
  needs: ["client-app"],
  async check(subject, world) {
    return findingOf(await clientExtras(subject, world), subject.connection.expected);
  },
};

function findingOf({ extras, unseen }: Found, expected: readonly string[] | undefined): Finding {
  const surplus = unexpected(extras, expected);
  if (surplus.length > 0)
    return red(
      `Not of this stack: ${surplus.map(inWords).join("; ")}.`,
      "Remove it in Entra (what is in Choreo: there), or name it under expected in the settings and run pulumi up.",
    );
  if (unseen.length > 0)
    return yellow(
      `Nothing was seen, but these credentials may not read ${unseen.join(", ")}.`,
      "docs/doctor.md lists what the doctor has to be allowed to read.",
    );
  const known = extras.length > 0 ? `, but what is expected: ${extras.map(inWords).join("; ")}` : "";
  return green(`no credential, owner, assignment or consent besides this stack's${known}`);
}
