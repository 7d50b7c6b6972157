import type { ApplicationObject } from "../Application/rest.ts";
import { applicationsCall } from "../Application/rest.ts";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import { getPage } from "../client/paging.ts";
import type { ApplicationKey } from "./rest.ts";
import { type KeyFields, listKeys } from "./rest.ts";

/** 409 901409; API Manager 4.0 answers the same question with a plain 500. */
export function isKeyConflict(error: unknown): error is ChoreoError {
  if (!(error instanceof ChoreoError)) return false;
  return error.status === 409 || /is used for another application/i.test(error.words);
}

/**
 * Says which of the rules behind the one code was hit, and where. Looks through the caller's applications for it: this happens
 * rarely, and the plain answer leaves people searching (product-apim #12527).
 */
export async function explainKeyConflict(
  client: Client,
  applicationId: string,
  fields: KeyFields,
  conflict: ChoreoError,
): Promise<ChoreoError> {
  const { consumerKey, keyType, keyManager } = fields;
  const place = {
    what: `Map the client id ${consumerKey} to the application ${applicationId}`,
    method: conflict.method,
    path: conflict.path,
    status: conflict.status,
    code: conflict.code,
  };
  const own = await listKeys(client, applicationId);
  const other = own.find((key) => key.consumerKey === consumerKey);
  if (other) {
    return new ChoreoError({
      ...place,
      words: `the application has this client id already, as ${other.keyType} key`,
      hint: "The same client id cannot be PRODUCTION and SANDBOX. Use a second client, or remove the other key.",
    });
  }
  const taken = own.find((key) => key.keyType === keyType);
  const holder = taken ? undefined : await findHolder(client, applicationId, fields);
  if (holder) {
    return new ChoreoError({
      ...place,
      words: `client id ${consumerKey} is already mapped in application "${holder.name}" (${holder.applicationId})`,
      hint: "A client id can be used in one application only. Remove it there, or use another client.",
    });
  }
  return new ChoreoError({
    ...place,
    words: taken
      ? `the application has another ${keyType} key of ${keyManager} already: ${taken.consumerKey ?? "one that the token may not see"}`
      : `client id ${consumerKey} is already mapped in an application that the caller cannot see`,
    hint: taken
      ? "An application has one key per identity provider and key type. Remove that key first. It is never replaced, as another client uses it."
      : "A client id can be used in one application only. Remove it there, or use another client.",
  });
}

async function findHolder(
  client: Client,
  except: string,
  { consumerKey }: KeyFields,
): Promise<ApplicationObject | undefined> {
  const { list } = await getPage<ApplicationObject>(client, applicationsCall());
  for (const application of list) {
    if (application.applicationId === except) continue;
    const keys = await listKeys(client, application.applicationId).catch((): ApplicationKey[] => []);
    if (keys.some((key) => key.consumerKey === consumerKey)) return application;
  }
  return undefined;
}
