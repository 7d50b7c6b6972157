import * as pulumi from "@pulumi/pulumi";
import type { Problem, ResolvedSettings } from "../settings/index.ts";
import type { History } from "./history/index.ts";

interface Looks {
  /** Name of the identity provider with an issuer. */
  byIssuer: (issuer: string) => Promise<string | undefined>;
  /** `undefined` where it may not be read. */
  description: (id: string) => Promise<string | undefined>;
}

/**
 * An identity provider that this run would make although it is there already, under its name or, of which there can be one, with its issuer:
 * Choreo refuses it (901402, 901411) when other things have been done. Asked only where the state lacks it.
 */
export async function takenIdentityProvider(
  history: History,
  {
    madeIdentityProvider: made,
    identityProvider: { id },
  }: Pick<ResolvedSettings, "madeIdentityProvider" | "identityProvider">,
  { byIssuer, description }: Looks,
): Promise<Problem[]> {
  const before = history.all("identityProvider").map(({ outputs }) => outputs);
  if (!made) return [];
  const { name, issuer, adopt } = made;
  const problem = (message: string) => [{ path: ["choreo", "identityProvider"], message }];
  // Who may not look is told by Choreo.
  const unknown = () => undefined;
  if (id && !adopt && !before.some((each) => each.name === name)) {
    const found = await description(id).catch(unknown);
    const own = made.description ?? `Managed by Pulumi: ${pulumi.getProject()}/${pulumi.getStack()}`;
    if (found !== undefined && !(found === own && own.startsWith("Managed by Pulumi: ")))
      return problem(
        `there is an identity provider ${JSON.stringify(name)} already, and this stack did not make it. Use it (choreo.identityProvider: ${name}), or take it over with "adopt: true"`,
      );
  }
  if (before.some((each) => each.issuer === issuer)) return [];
  const other = await byIssuer(issuer).catch(unknown);
  if (other === undefined || other === name) return [];
  return problem(
    `the identity provider ${JSON.stringify(other)} has the issuer ${issuer} already, and there can be one. Use it (choreo.identityProvider: ${other}), or take it over: its name here, with "adopt: true"`,
  );
}
