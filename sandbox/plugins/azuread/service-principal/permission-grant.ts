import { optional, required, set, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { text, texts } from "../json.ts";
import { notEmpty, uuid } from "../validate.ts";
import { during } from "../words.ts";

const COLLECTION = "/oauth2PermissionGrants/";

/** Consent to scopes of an API, given by an administrator for everyone (or for one user). */
export const servicePrincipalDelegatedPermissionGrant: Resource<Azure> = {
  properties: {
    claimValues: required(set(string), { validate: notEmpty }),
    resourceServicePrincipalObjectId: required(string, { replaces: true, validate: uuid }),
    servicePrincipalObjectId: required(string, { replaces: true, validate: uuid }),
    userObjectId: optional(string, { replaces: true, validate: uuid }),
  },
  meta: { schema_version: "1" },
  validateId: (id) => (id.startsWith(COLLECTION) ? undefined : expectation(id)),

  async create({ graph }, inputs) {
    const { servicePrincipalObjectId, resourceServicePrincipalObjectId, userObjectId } = inputs;
    for (const id of [servicePrincipalObjectId, resourceServicePrincipalObjectId]) {
      await during(`service principal with object ID "${id}" was not found`, () =>
        graph.get(`/v1.0/servicePrincipals/${id}`),
      );
    }
    const created = await during("could not create delegated permission grant", () =>
      graph.post(
        "/v1.0/oauth2PermissionGrants",
        {
          clientId: text(servicePrincipalObjectId),
          consentType: userObjectId ? "Principal" : "AllPrincipals",
          resourceId: text(resourceServicePrincipalObjectId),
          scope: texts(inputs.claimValues).join(" "),
          ...(userObjectId && { principalId: userObjectId }),
        },
        (status, message) =>
          status === 404 ||
          (status === 400 && /one of its queried reference-property objects are not present/.test(message)),
      ),
    );
    const id = `${COLLECTION}${created.id}`;
    return { id, outputs: outputs(await graph.get(`/v1.0${id}`)) };
  },

  async read({ graph }, id) {
    const found = await graph.find(`/v1.0${path(id)}`);
    return found && outputs(found);
  },

  async update({ graph }, { id, inputs }) {
    await during("could not update delegated permission grant", () =>
      graph.patch(`/v1.0${path(id)}`, { scope: texts(inputs.claimValues).join(" ") }),
    );
    return outputs(await graph.get(`/v1.0${id}`));
  },

  async delete({ graph }, id) {
    await during(`deleting delegated permission grant "${id}"`, () => graph.delete(`/v1.0${path(id)}`));
  },
};

const outputs = (grant: Values): Values => ({
  claimValues: text(grant.scope).split(" ").filter(Boolean),
  resourceServicePrincipalObjectId: text(grant.resourceId),
  servicePrincipalObjectId: text(grant.clientId),
  userObjectId: text(grant.principalId),
});

function path(id: string): string {
  if (id.startsWith(COLLECTION)) return id;
  throw new PluginError(expectation(id));
}

const expectation = (id: string) => `parsing "${id}": expected a resource ID of the form "${COLLECTION}{ID}"`;
