import {
  ChoreoError,
  type ControlPlane,
  type Identity,
  missingScopes,
  resourcesOf,
} from "../../providers/choreo/reads.ts";
import { mapValues, pickBy } from "../../shared/records.ts";
import type { StackOutputs } from "../shared/stack.ts";
import { type Finding, green, red, yellow } from "./link.ts";
import type { Result, Section } from "./walk.ts";

const DAY = 24 * 3600 * 1000;

interface Look {
  id: string;
  title: string;
  look(identity: Identity, outputs: StackOutputs, now: Date): Finding;
}

/** What Choreo, or the token itself, says of the credential that the doctor and `pulumi up` call with. */
const looks: readonly Look[] = [
  {
    id: "credential-organisation",
    title: "The credential is for the stack's organisation",
    look: ({ kind, organization, organizationId }) =>
      organizationId
        ? green(`${kind} for ${organization ? `${organization}, ` : ""}${organizationId}`)
        : green("it does not say for which one"),
  },
  {
    id: "credential-scopes",
    title: "It has the scopes that pulumi up needs",
    look: (identity, { apis, connections }) => {
      if (!identity.scopes) return green("it does not say which it has");
      const uses = mapValues(connections, (client) => Object.keys(client.apis));
      const missing = missingScopes(
        identity,
        resourcesOf(Object.keys(pickBy(apis, ({ permissionsFrom }) => permissionsFrom !== "choreo")), uses),
      );
      if (missing.length === 0) return green(`${identity.scopes.length} scopes`);
      const lacks = missing.map(
        ({ anyOf, resources }) => `${anyOf.join(" or ")} for ${resources.join(", ") || "reading"}`,
      );
      return yellow(
        `It lacks ${lacks.join("; ")}.`,
        "Right for a credential that only previews; to deploy, make one with the permission groups of publisher and subscriber.",
      );
    },
  },
  {
    id: "credential-end",
    title: "It does not end soon",
    look: ({ kind, ends }, _outputs, now) => {
      if (!ends) return green("it does not say when it ends");
      const days = Math.floor((ends.getTime() - now.getTime()) / DAY);
      const until = `${days} days left, until ${ends.toISOString().slice(0, 10)}`;
      if (kind !== "personal access token" || days >= 14) return green(until);
      return yellow(`${until}.`, "Make another one in Choreo: Account Settings, Personal Access Tokens.");
    },
  },
];

/**
 * The credential as a section of its own, before the chain: with a bad one nothing else can be seen.
 *
 * @param identity what {@link ControlPlane.identity} says
 * @param where which control plane, where it is not the stack's
 */
export async function credentialSection(
  identity: ControlPlane["identity"],
  outputs: StackOutputs,
  now: Date,
  where = "",
): Promise<Section> {
  const found = await identity().catch((error: unknown) => {
    if (error instanceof ChoreoError) return error;
    throw error;
  });
  const results = looks.map(({ id, title, look }, index): Result => {
    if (!(found instanceof ChoreoError)) return { id, title, ...look(found, outputs, now) };
    if (index > 0) return { id, title, state: "skipped", says: `needs "${looks[0]?.title}"` };
    const [says = "", ...fix] = found.message.split("\n");
    return { id, title, ...red(`${says}.`, fix.map((line) => line.trim()).join(" ")) };
  });
  return { kind: "credential", name: `for Choreo${where}`, results };
}
