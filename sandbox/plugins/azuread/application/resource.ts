import { randomUUID } from "node:crypto";
import { sameValue } from "../../properties/canonical.ts";
import { isUnknown, type ObjectType, type Value, type Values } from "../../properties/types.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals } from "../graph.ts";
import { objectIdOf, resourceId, validId } from "../ids.ts";
import { flag, part, text, texts } from "../json.ts";
import { changeOwners, firstOwners, readOwners, settleOwners } from "../owners.ts";
import { duplicateName, during } from "../words.ts";
import { checkApplication } from "./check.ts";
import { disableChangedRoles, disableChangedScopes } from "./disable.ts";
import { applicationOutputs } from "./from-graph.ts";
import { applicationProperties } from "./properties.ts";
import { appRolesToGraph, changedApplication, newApplication, scopesToGraph } from "./to-graph.ts";

const MINUTES = 60_000_000_000;

export const application: Resource<Azure> = {
  properties: applicationProperties,
  meta: {
    "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": {
      create: 10 * MINUTES,
      delete: 5 * MINUTES,
      read: 5 * MINUTES,
      update: 10 * MINUTES,
    },
    schema_version: "2",
  },
  validate: checkApplication,
  validateId: validId("applications"),

  async plan(azure, { id, state, inputs, changed }) {
    if (!id || changed.has("displayName")) await refuseDuplicate(azure, inputs);
    return [
      ...(id && changed.has("appRoles") ? ["appRoleIds"] : []),
      ...(id && scopesDiffer(state?.api, inputs.api) ? ["oauth2PermissionScopeIds"] : []),
    ];
  },

  async create(azure, inputs, made) {
    const { graph } = azure;
    await refuseDuplicate(azure, inputs);
    const owners = texts(inputs.owners);
    const app = await during("creating application", () =>
      graph.post("/v1.0/applications", newApplication(inputs, firstOwners(azure, owners))),
    );
    const id = resourceId("applications", text(app.id));
    made(id);
    const path = `/v1.0/applications/${app.id}`;
    // The published plugin renames it there and back, to be sure that the new object has reached every replica.
    const replicated = (status: number) => status === 404 || status === 409;
    await graph.patch(path, { displayName: `TERRAFORM_UPDATE_${randomUUID()}` }, replicated);
    await graph.patch(path, { displayName: text(inputs.displayName) }, replicated);
    if (flag(inputs.oauth2PostResponseRequired)) await setPostResponse(azure, text(app.id), true);
    if (flag(part(inputs.api).mappedClaimsEnabled))
      await graph.patch(path, { api: { acceptMappedClaims: true } });
    await settleOwners(azure, path, owners);
    return { id, outputs: await readApplication(azure, text(app.id), true) };
  },

  async read(azure, id) {
    const objectId = objectIdOf("applications", id);
    const app = await azure.graph.find(`/v1.0/applications/${objectId}`);
    return app && readApplication(azure, objectId, false, app);
  },

  async update(azure, { id, state, inputs, changed }) {
    const objectId = objectIdOf("applications", id);
    const path = `/v1.0/applications/${objectId}`;
    await azure.exclusively(objectId, async () => {
      if (scopesDiffer(state.api, inputs.api))
        await disableChangedScopes(azure.graph, path, scopesToGraph(inputs));
      if (changed.has("appRoles")) await disableChangedRoles(azure.graph, path, appRolesToGraph(inputs));
      await during(`updating application with object ID "${objectId}"`, () =>
        azure.graph.patch(path, { id: objectId, ...changedApplication(inputs, state, changed) }),
      );
      if (changed.has("oauth2PostResponseRequired")) {
        await setPostResponse(azure, objectId, flag(inputs.oauth2PostResponseRequired));
      }
      if (changed.has("owners")) await changeOwners(azure, path, texts(inputs.owners));
    });
    return readApplication(azure, objectId, true);
  },

  async delete({ graph }, id) {
    const objectId = objectIdOf("applications", id);
    const path = `/v1.0/applications/${objectId}`;
    await during(`deleting application with object ID "${objectId}"`, () => graph.delete(path));
    await graph.until("deletion of the application", async () => !(await graph.find(path)));
  },
};

async function readApplication(
  azure: Azure,
  objectId: string,
  fresh: boolean,
  found?: Values,
): Promise<Values> {
  const { graph } = azure;
  const path = `/v1.0/applications/${objectId}`;
  const app =
    found ?? (await during(fresh ? "retrieving application" : "reading application", () => graph.get(path)));
  const beta = await graph.get(`/beta/applications/${objectId}`, { $select: "oauth2RequirePostResponse" });
  return applicationOutputs(app, await readOwners(azure, path), flag(beta.oauth2RequirePostResponse));
}

async function setPostResponse({ graph }: Azure, objectId: string, required: boolean): Promise<void> {
  await graph.patch(`/beta/applications/${objectId}`, { oauth2RequirePostResponse: required });
}

async function refuseDuplicate(
  { graph }: Azure,
  { displayName, preventDuplicateNames }: Values,
): Promise<void> {
  if (!flag(preventDuplicateNames) || isUnknown(displayName)) return;
  const [existing] = await during("could not check for existing application(s)", () =>
    graph.list("/v1.0/applications", equals("displayName", displayName)),
  );
  if (existing) throw duplicateName("azuread_application", text(existing.id), text(displayName));
}

const apiType = applicationProperties.api?.type as ObjectType;

const scopesDiffer = (old: Value | undefined, now: Value | undefined): boolean => {
  const property = apiType.properties.oauth2PermissionScopes;
  return property
    ? !sameValue(part(old).oauth2PermissionScopes, part(now).oauth2PermissionScopes, property)
    : false;
};
