import * as pulumi from "@pulumi/pulumi";
import { orUnchecked, type ResolvedSettings } from "../settings/index.ts";
import type { Findings } from "./history/findings.ts";
import type { History } from "./history/index.ts";

interface Looks {
  /** Name of the identity provider with an issuer. */
  byIssuer: (issuer: string) => Promise<string | undefined>;
  description: (id: string) => Promise<string>;
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
): Promise<Findings> {
  const before = history.all("identityProvider").map(({ outputs }) => outputs);
  const findings: Findings = { problems: [], notices: [] };
  if (!made) return findings;
  const { name, issuer, adopt } = made;
  const path = ["choreo", "identityProvider"];
  const problem = (message: string): Findings => ({ ...findings, problems: [{ path, message }] });
  const own = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const isNews = id !== "" && !before.some((each) => each.name === name);
  if (isNews && adopt) {
    findings.notices.push(
      `${path.join(".")}: takes over the identity provider ${JSON.stringify(name)} of all who use it: issuer, keys, endpoints, claims and environments become those of these settings; destroy gives the old ones back`,
    );
    const what = `whether another stack has the identity provider ${JSON.stringify(name)}`;
    const found = await orUnchecked(findings.notices, path, what, () => description(id));
    const [, owner] = /^Managed by Pulumi: (.+?)(?: \(taken over\))?$/.exec(found ?? "") ?? [];
    if (owner !== undefined && owner !== own)
      findings.notices.push(
        `${path.join(".")}: the stack ${owner} has made or taken over ${JSON.stringify(name)}. When that one is destroyed, it goes or gets its earlier values, and this stack's tokens are refused. One stack of an organisation has it; the others name it (choreo.identityProvider: ${name})`,
      );
  }
  if (id === "" && before.length === 0 && adopt)
    findings.notices.push(
      `${path.join(".")}.adopt: takes nothing over, as Choreo has no identity provider ${JSON.stringify(name)}: this run makes it`,
    );
  if (isNews && !adopt) {
    const what = `whether this stack made the identity provider ${JSON.stringify(name)}, which is there,`;
    const found = await orUnchecked(findings.notices, path, what, () => description(id));
    const expected = made.description ?? `Managed by Pulumi: ${own}`;
    if (found !== undefined && !(found === expected && expected.startsWith("Managed by Pulumi: ")))
      return problem(
        `there is an identity provider ${JSON.stringify(name)} already, and this stack did not make it. Use it (choreo.identityProvider: ${name}), or take it over with "adopt: true"`,
      );
  }
  if (before.some((each) => each.issuer === issuer)) return findings;
  const what = `whether another identity provider has the issuer ${issuer}`;
  const other = await orUnchecked(findings.notices, path, what, () => byIssuer(issuer));
  if (other === undefined || other === name) return findings;
  return problem(
    `the identity provider ${JSON.stringify(other)} has the issuer ${issuer} already, and there can be one. Use it (choreo.identityProvider: ${other}), or take it over: its name here, with "adopt: true"`,
  );
}
