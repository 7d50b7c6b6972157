import { fullName, type PublisherApi } from "../choreo-objects.ts";
import { difference, lookalike, visible } from "../difference.ts";
import type { GraphApplication } from "../graph-objects.ts";
import { type ApiSubject, green, type Link, putRight, red } from "../link.ts";

/** Guide, step 2: "Enter the fully qualified name as the scope name". One character off gives 403 900910. */
export const scopeNamesLink: Link<ApiSubject> = {
  id: "scope-names",
  title: "Azure's scope values equal Choreo's permission names",
  needs: ["api", "web-api"],
  async check({ api }, { graph, publisher }) {
    const choreo = await publisher.get<PublisherApi>(`/apis/${api.choreo.apiId}`);
    const azure = await graph.get<GraphApplication>(`/v1.0/applications/${api.azure.applicationObjectId}`);
    const inChoreo = (choreo?.scopes ?? []).map(({ scope }) => fullName(choreo ?? {}, scope.name));
    const inAzure = azure?.api?.oauth2PermissionScopes ?? [];

    const problems: string[] = [];
    const scopes = Object.values(api.scopes);
    for (const { fullyQualifiedName, scopeId, inChoreo: isInChoreo = true } of scopes) {
      // One that is for Entra alone has only to be there.
      if (!isInChoreo) {
        const value = inAzure.find(({ id }) => id === scopeId)?.value ?? "";
        if (value !== fullyQualifiedName) problems.push(`Azure has no "${visible(fullyQualifiedName)}"`);
        continue;
      }
      // The Choreo name is the truth: it is what the gateway compares with.
      const name = inChoreo.includes(fullyQualifiedName)
        ? fullyQualifiedName
        : lookalike(fullyQualifiedName, inChoreo);
      if (name === undefined) {
        problems.push(`Choreo has no "${visible(fullyQualifiedName)}"`);
        continue;
      }
      const scope = inAzure.find(({ id }) => id === scopeId) ?? inAzure.find(({ value }) => value === name);
      if (!scope) problems.push(`Azure has no "${visible(name)}"`);
      else {
        const differs = difference(scope.value ?? "", name);
        if (differs) problems.push(`Azure has ${differs}`);
      }
    }
    if (problems.length) return red(`${problems.join("; ")}.`, putRight);
    return green(`${scopes.filter(({ inChoreo: is = true }) => is).length} equal to the character`);
  },
};
