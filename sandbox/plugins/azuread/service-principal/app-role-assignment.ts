import { computed, required, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { isUuid } from "../ids.ts";
import { text } from "../json.ts";
import { uuid } from "../validate.ts";
import { during } from "../words.ts";

/**
 * A user, group or service principal may use an API, in a role of it or, with an id of zeros, without one. Identified by object ids of
 * service principals, not of applications.
 */
export const appRoleAssignment: Resource<Azure> = {
  properties: {
    appRoleId: required(string, { replaces: true, validate: uuid }),
    principalDisplayName: computed(string),
    principalObjectId: required(string, { replaces: true, validate: uuid }),
    principalType: computed(string),
    resourceDisplayName: computed(string),
    resourceObjectId: required(string, { replaces: true, validate: uuid }),
  },
  meta: { schema_version: "1" },
  validateId: (id) => (parse(id) ? undefined : expectation(id)),

  async create({ graph }, { appRoleId, principalObjectId, resourceObjectId }) {
    const path = `/v1.0/servicePrincipals/${resourceObjectId}`;
    await during(`service principal not found for resource (Object ID: "${resourceObjectId}")`, () =>
      graph.get(path),
    );
    const body = { appRoleId, principalId: principalObjectId, resourceId: resourceObjectId } as Values;
    const created = await during("could not create app role assignment", () =>
      graph.post(
        `${path}/appRoleAssignedTo`,
        body,
        (status, message) =>
          status === 404 || (status === 400 && message.includes("Not a valid reference update")),
      ),
    );
    const found = await graph.get(`${path}/appRoleAssignedTo/${created.id}`);
    return {
      id: `/servicePrincipals/${resourceObjectId}/appRoleAssignedTo/${created.id}`,
      outputs: outputs(found),
    };
  },

  async read({ graph }, id) {
    const found = await graph.find(`/v1.0${path(id)}`);
    return found && outputs(found);
  },

  async delete({ graph }, id) {
    await during(`deleting app role assignment "${id}"`, () => graph.delete(`/v1.0${path(id)}`));
  },
};

const outputs = (assignment: Values): Values => ({
  appRoleId: text(assignment.appRoleId),
  principalDisplayName: text(assignment.principalDisplayName),
  principalObjectId: text(assignment.principalId),
  principalType: text(assignment.principalType),
  resourceDisplayName: text(assignment.resourceDisplayName),
  resourceObjectId: text(assignment.resourceId),
});

function parse(id: string): boolean {
  const [, resource = ""] = /^\/servicePrincipals\/([^/]+)\/appRoleAssignedTo\/[^/]+$/.exec(id) ?? [];
  return isUuid(resource);
}

function path(id: string): string {
  if (parse(id)) return id;
  throw new PluginError(expectation(id));
}

const expectation = (id: string) =>
  `parsing "${id}": expected a resource ID of the form "/servicePrincipals/{object ID}/appRoleAssignedTo/{ID}"`;
