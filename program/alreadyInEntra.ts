import { createRequire } from "node:module";
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { type AlreadyThere, alreadyThere } from "./leftovers.ts";

const APPLICATION = "azuread:index/application:Application";
const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const IDENTIFIER_URI = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";

const { version } = createRequire(import.meta.url)("@pulumi/azuread/package.json") as { version: string };

type Found = Pick<AlreadyThere, "what" | "found" | "tags">;
type Inputs = Record<string, unknown>;

/**
 * Refuses to make in Entra ID what is there already, and says how to take it into the stack. The provider refuses it too, but an
 * application with nothing but its id, and the others only after it has begun. A hook, since only what is really created is to be
 * asked for: a run without news costs nothing.
 */
export function nothingLeftBehind(): pulumi.ResourceHook {
  const refuse: pulumi.ResourceHookFunction = async ({ urn, type, newInputs = {} }) => {
    const found = await lookups[type]?.(newInputs);
    if (found) throw new Error(alreadyThere({ ...found, urn, version }));
  };
  return new pulumi.ResourceHook("nothing left behind", refuse, { onDryRun: true });
}

/** By type: what of a resource with these inputs is there. Inputs that a preview does not know yet name nothing. */
const lookups: Record<string, (inputs: Inputs) => Promise<Found | undefined>> = {
  async [APPLICATION]({ displayName }) {
    const application = await known(displayName, (name) => azuread.getApplication({ displayName: name }));
    if (!application) return undefined;
    const { clientId, objectId, identifierUris, tags } = application;
    const principal = await servicePrincipal(clientId);
    return {
      what: `application "${displayName}" (object id ${objectId}, client id ${clientId})`,
      tags,
      found: [
        { type: APPLICATION, id: `/applications/${objectId}` },
        ...(principal ? [{ type: SERVICE_PRINCIPAL, id: principal.id }] : []),
        ...identifierUris
          .filter((uri) => uri === `api://${clientId}`)
          .map((uri) => ({ type: IDENTIFIER_URI, id: identifierUriId(objectId, uri) })),
      ],
    };
  },

  async [SERVICE_PRINCIPAL]({ clientId }) {
    const principal = await known(clientId, servicePrincipal);
    return (
      principal && {
        what: `service principal "${principal.displayName}" (object id ${principal.objectId}) of the client id ${clientId}`,
        tags: principal.tags,
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
      found: [{ type: IDENTIFIER_URI, id: identifierUriId(application.objectId, uri) }],
    };
  },
};

async function servicePrincipal(clientId: string) {
  const found = await known(clientId, (id) => azuread.getServicePrincipal({ clientId: id }));
  return found && { ...found, id: `/servicePrincipals/${found.objectId}` };
}

/** A look-up that finds nothing fails, with a text of the plugin's version: what it does not find is left to the provider. */
async function known<T>(value: unknown, look: (value: string) => Promise<T>): Promise<T | undefined> {
  return typeof value === "string" && value ? look(value).catch(() => undefined) : undefined;
}

const identifierUriId = (objectId: string, uri: string) =>
  `/applications/${objectId}/identifierUris/${Buffer.from(uri).toString("base64")}`;
