import { createRequire } from "node:module";
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { componentTypes } from "../components/index.ts";
import { foundNothing, orUnchecked, type ResolvedSettings } from "../settings/index.ts";
import { stackIdIn, stackIdTag } from "../shared/stackMark.ts";
import { applicationWith } from "./applicationWith.ts";
import type { History } from "./history/index.ts";
import { type AlreadyThere, alreadyThere } from "./leftovers.ts";

const APPLICATION = "azuread:index/application:Application";
const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const IDENTIFIER_URI = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";

const { version } = createRequire(import.meta.url)("@pulumi/azuread/package.json") as { version: string };

type Found = Pick<AlreadyThere, "what" | "found" | "tags" | "isOurs">;
type Inputs = Record<string, unknown>;

/**
 * Refuses to make in Entra ID what is there already, and says how to take it into the stack. The provider refuses it too, but an
 * application with nothing but its id, and the others only after it has begun. A hook, since only what is really created is to be
 * asked for: a run without news costs nothing.
 */
export function nothingLeftBehind(): pulumi.ResourceHook {
  const refuse: pulumi.ResourceHookFunction = async ({ urn, type, newInputs = {} }) => {
    // What may not be read here the provider may not read either; of applications it is told beforehand.
    const found = await lookups[type]?.(newInputs).catch(() => undefined);
    if (found) throw new Error(alreadyThere({ ...found, urn, version }));
  };
  return new pulumi.ResourceHook("nothing left behind", refuse, { onDryRun: true });
}

/**
 * The same for all app registrations that a run would make, before the first resource. Of those that are said to be there:
 * `importedInEntra`.
 *
 * @returns a text for each name that is taken, and what could not be looked up
 */
export async function registeredAlready(
  history: History,
  { apis, clients }: Pick<ResolvedSettings, "apis" | "clients">,
): Promise<{ texts: string[]; notices: string[] }> {
  const stackId = history.stackId();
  const tags = stackId === undefined ? [] : [stackIdTag(stackId)];
  const notices: string[] = [];
  const look = async (component: string, section: string, key: string, displayName: string) => {
    const name = JSON.stringify(displayName);
    const what = `whether an app registration has the name ${name}`;
    const found = await orUnchecked(notices, [section, key], what, () => registration(displayName, tags));
    if (found === "several")
      return [
        `${section}.${key}: would have the name ${name} in Azure, which several app registrations have in Entra ID already. Give it another one, or delete those there`,
      ];
    const urn = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${component}$${APPLICATION}::${key}`;
    return found ? [alreadyThere({ ...found, urn, version })] : [];
  };
  const { azureWebApi, azureClientApp } = componentTypes;
  const texts = await Promise.all([
    ...Object.entries(apis)
      .filter(([key, api]) => !api.imported && !history.entry("webApplication", key, api))
      .map(([key, { displayName }]) => look(azureWebApi, "apis", key, displayName)),
    ...Object.entries(clients)
      .filter(([key, client]) => !client.imported && !history.entry("clientApplication", key, client))
      .map(([key, { displayName }]) => look(azureClientApp, "clients", key, displayName)),
  ]);
  return { texts: texts.flat(), notices };
}

/**
 * By type: what of a resource with these inputs is there. Inputs that a preview does not know yet name nothing. What belongs to an
 * application of the stack's state is the stack's.
 */
const lookups: Record<string, (inputs: Inputs) => Promise<Found | undefined>> = {
  async [APPLICATION]({ displayName, tags }) {
    const found = await known(displayName, (name) => registration(name, tags));
    return found === "several" ? undefined : found;
  },

  async [SERVICE_PRINCIPAL]({ clientId }) {
    const principal = await known(clientId, servicePrincipal);
    return (
      principal && {
        what: `service principal "${principal.displayName}" (object id ${principal.objectId}) of the client id ${clientId}`,
        tags: principal.tags,
        isOurs: true,
        found: [{ type: SERVICE_PRINCIPAL, id: principal.id }],
      }
    );
  },

  async [IDENTIFIER_URI]({ applicationId, identifierUri }) {
    const uri = String(identifierUri);
    const application = await known(applicationId, (id) =>
      azuread.getApplication({ objectId: id.slice(id.lastIndexOf("/") + 1) }),
    );
    if (!application?.identifierUris.includes(uri)) return undefined;
    return {
      what: `identifier URI ${uri} of the application "${application.displayName}"`,
      tags: application.tags,
      isOurs: true,
      found: [{ type: IDENTIFIER_URI, id: identifierUriId(application.objectId, uri) }],
    };
  },
};

async function registration(displayName: string, ownTags: unknown): Promise<Found | "several" | undefined> {
  const application = await applicationWith({ displayName });
  if (!application || application === "several") return application;
  const { clientId, objectId, identifierUris, tags } = application;
  const principal = await servicePrincipal(clientId);
  return {
    what: `application "${displayName}" (object id ${objectId}, client id ${clientId})`,
    tags,
    isOurs: isMarked(tags, ownTags),
    found: [
      { type: APPLICATION, id: `/applications/${objectId}` },
      ...(principal ? [{ type: SERVICE_PRINCIPAL, id: principal.id }] : []),
      ...identifierUris
        .filter((uri) => uri === `api://${clientId}`)
        .map((uri) => ({ type: IDENTIFIER_URI, id: identifierUriId(objectId, uri) })),
    ],
  };
}

/** Of two lists of tags: whether both have the same stack's id. */
function isMarked(tags: string[], own: unknown): boolean {
  const stackId = stackIdIn(tags);
  return stackId !== undefined && Array.isArray(own) && stackIdIn(own) === stackId;
}

async function servicePrincipal(clientId: string) {
  const found = await known(clientId, (id) => azuread.getServicePrincipal({ clientId: id }));
  return found && { ...found, id: `/servicePrincipals/${found.objectId}` };
}

/** A look-up that finds nothing fails. */
async function known<T>(value: unknown, look: (value: string) => Promise<T>): Promise<T | undefined> {
  if (typeof value !== "string" || !value) return undefined;
  return look(value).catch((error: unknown) => {
    if (foundNothing(error)) return undefined;
    throw error;
  });
}

const identifierUriId = (objectId: string, uri: string) =>
  `/applications/${objectId}/identifierUris/${Buffer.from(uri).toString("base64")}`;
