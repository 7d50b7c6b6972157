import { type ApplicationObject, applicationsCall } from "../Application/rest.ts";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import { getAll } from "../client/paging.ts";
import { type ApplicationKey, type KeyFields, listKeys } from "./rest.ts";

/** 409 901409; API Manager 4.0 answers the same question with a plain 500. */
export function isKeyConflict(error: unknown): error is ChoreoError {
  if (!(error instanceof ChoreoError)) return false;
  return error.status === 409 || /is used for another application/i.test(error.words);
}

/**
 * Says which of the rules behind the one code was hit, and where. Looks through the caller's applications for it: this happens
 * rarely, and the plain answer leaves people searching (product-apim #12527). Keys of other identity providers are in nobody's way.
 */
export async function explainKeyConflict(
  client: Client,
  applicationId: string,
  { consumerKey, keyType, keyManager }: KeyFields,
  isOfProvider: (key: ApplicationKey) => boolean,
  conflict: ChoreoError,
): Promise<ChoreoError> {
  const explained = (words: string, hint: string) =>
    new ChoreoError({
      what: `Map the client id ${consumerKey} to the application ${applicationId}`,
      method: conflict.method,
      path: conflict.path,
      status: conflict.status,
      code: conflict.code,
      words,
      hint,
    });
  const keysOf = async (id: string) => (await listKeys(client, id)).filter(isOfProvider);

  const own = await keysOf(applicationId);
  const other = own.find((key) => key.consumerKey === consumerKey);
  if (other) {
    return explained(
      `the application has this client id already, as ${other.keyType} key`,
      "The same client id cannot be PRODUCTION and SANDBOX. Use a second client, or remove the other key.",
    );
  }
  const taken = own.find((key) => key.keyType === keyType);
  if (taken) {
    return explained(
      `the application has another ${keyType} key of ${keyManager} already: ${taken.consumerKey ?? "one that the token may not see"}`,
      "An application has one key per identity provider and key type. Remove that key first. It is never replaced, as another client uses it.",
    );
  }
  const applications = await getAll<ApplicationObject>(client, applicationsCall());
  const unreadable: string[] = [];
  for (const { applicationId: id, name } of applications) {
    if (id === applicationId) continue;
    const keys = await keysOf(id).catch(() => void unreadable.push(`"${name}"`));
    if (keys?.some((key) => key.consumerKey === consumerKey)) {
      return explained(
        `client id ${consumerKey} is already mapped in application "${name}" (${id})`,
        "A client id can be used in one application only. Remove it there, or use another client.",
      );
    }
  }
  const hidden = unreadable.length
    ? `, or in one whose keys could not be read: ${unreadable.join(", ")}`
    : "";
  return explained(
    `client id ${consumerKey} is already mapped, in none of the ${applications.length} applications that the caller sees`,
    `It is in an application of somebody else${hidden}. Remove it there, or use another client.`,
  );
}
