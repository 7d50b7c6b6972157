import { repair } from "../../../shared/repair.ts";
import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { ChoreoError, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type SharedReads, sharedReads } from "../reads/sharedReads.ts";
import { waitsForApproval, wasRejected } from "../resource/approvals.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import { explainKeyConflict, isKeyConflict } from "./conflict.ts";
import type { ApplicationKey } from "./rest.ts";
import { cleanUpKey, deleteKey, type KeyFields, listKeys, mapKey } from "./rest.ts";

/** One call; look-ups only where an answer was lost or the client id is taken. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const client = control.client();
  const applicationId = String(inputs.applicationId);
  const fields = fieldsOf(inputs);
  // The same client id, identity provider and key type in the same application is the very mapping that was asked for.
  const ofProvider = () => ofIdentityProvider(sharedReads(control), fields.keyManager);
  const lookUp = async (): Promise<ApplicationKey | undefined> => {
    const isOfProvider = await ofProvider();
    return (await listKeys(client, applicationId)).find(
      (key) => isOfProvider(key) && key.keyType === fields.keyType && key.consumerKey === fields.consumerKey,
    );
  };
  const key = await createOnce(() => mapKey(client, applicationId, fields), lookUp).catch(
    async (error: unknown) => {
      if (!isKeyConflict(error)) throw error;
      const existing = await lookUp();
      if (existing) return existing;
      throw await explainKeyConflict(client, applicationId, fields, await ofProvider(), error);
    },
  );
  sharedReads(control).forget();
  checkClientId(key, fields);
  const outs = outsOf(inputs, key);
  throwUnlessReady(key, outs, inputs);
  return { id: key.keyMappingId, outs };
}

/** The list shows the key manager by name or by id, as the mapping was made. */
async function ofIdentityProvider(
  reads: SharedReads,
  nameOrId: string,
): Promise<(key: ApplicationKey) => boolean> {
  const manager = (await reads.keyManagers()).find(({ id, name }) => [id, name].includes(nameOrId));
  const names = new Set([nameOrId, manager?.id, manager?.name]);
  return ({ keyManager }) => names.has(keyManager);
}

/** API Manager's Azure connector once took client ids that it had cut short (api-manager #2193). */
function checkClientId({ consumerKey }: ApplicationKey, fields: KeyFields): void {
  if (consumerKey == null || consumerKey === fields.consumerKey) return;
  throw new ChoreoError({
    what: `Map the client id ${fields.consumerKey}`,
    words: `the server stored ${consumerKey} instead`,
    hint: "Remove that mapping in the Developer Portal and report it: the client could not call any API.",
  });
}

export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const reads = sharedReads(control);
  const keys = await reads.keys(String(outs.applicationId));
  const key = keys?.find(({ keyMappingId }) => keyMappingId === id);
  if (!key) {
    // Keys of an identity provider that is switched off are left out of the list, but they are still there (#3821).
    const isHidden = keys !== undefined && (await isSwitchedOff(reads, String(outs.identityProvider)));
    return isHidden ? { id, props: outs, inputs: inputsOf(outs) } : GONE;
  }
  // Where credentials are guarded by role, the client id is left out.
  const consumerKey = key.consumerKey ?? outs.consumerKey;
  const props = { ...outsOf(outs, key), consumerKey };
  return { id, props, inputs: inputsOf(props) };
}

async function isSwitchedOff(reads: SharedReads, keyManager: string): Promise<boolean> {
  const found = (await reads.keyManagers()).find(({ id, name }) => id === keyManager || name === keyManager);
  return found?.enabled === false;
}

/** Nothing can change in place; called when the last run ended with the key waiting for approval. */
export async function update(
  control: ControlPlane,
  id: string,
  _olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  sharedReads(control).forget();
  const keys = await sharedReads(control).keys(String(news.applicationId));
  const key = keys?.find(({ keyMappingId }) => keyMappingId === id);
  if (!key) {
    throw new ChoreoError({
      what: `Read the key ${id} of the application ${news.applicationId}`,
      words: "it is gone",
      hint: `Run \`${repair}\`.`,
    });
  }
  const outs = outsOf(news, key);
  throwUnlessReady(key, outs, news);
  return { outs };
}

/**
 * DELETE came with API Manager 4.3, and an unknown key makes it fail with 404 or 500; so whatever it answers, the list decides. An
 * older server has `clean-up` instead.
 */
export async function remove(control: ControlPlane, id: string, outs: Values): Promise<void> {
  const client = control.client();
  const applicationId = String(outs.applicationId);
  for (let attempt = 1; ; attempt++) {
    try {
      await deleteKey(client, applicationId, id);
      break;
    } catch (error) {
      if (!(error instanceof ChoreoError) || !mayHaveWorked(error)) throw error;
      if (!(await isListed(client, applicationId, id))) break;
      if (error.status === 404 || error.status === 405) {
        await cleanUpKey(client, applicationId, id);
        break;
      }
      if (attempt >= 4) throw error;
      await client.pause(Math.max(error.retryAfter, 250 * 2 ** attempt), error);
    }
  }
  sharedReads(control).forget();
}

function mayHaveWorked({ status, ambiguous }: ChoreoError): boolean {
  return ambiguous || status === 404 || status === 405 || status === 429;
}

async function isListed(client: Client, applicationId: string, id: string): Promise<boolean> {
  const keys = await unlessGone(listKeys(client, applicationId));
  return keys?.some(({ keyMappingId }) => keyMappingId === id) ?? false;
}

function throwUnlessReady({ keyMappingId, keyState }: ApplicationKey, outs: Values, inputs: Values): void {
  const what = `The client id ${inputs.consumerKey} in the application ${inputs.applicationId}`;
  if (keyState === "CREATED") {
    throw waitsForApproval(what, "Application Registration", keyMappingId, outs, inputs);
  }
  if (keyState === "REJECTED") throw wasRejected(what, keyMappingId, outs, inputs);
}

function fieldsOf({ consumerKey, identityProvider, keyType }: Values): KeyFields {
  return {
    consumerKey: String(consumerKey),
    keyManager: String(identityProvider),
    keyType: keyType as KeyFields["keyType"],
  };
}

/** With `status` only while it is not ready. */
function outsOf(inputs: Values, { keyType, keyState }: ApplicationKey): Values {
  const isReady = keyState !== "CREATED" && keyState !== "REJECTED";
  return {
    ...inputsOf(inputs),
    keyType: keyType ?? inputs.keyType,
    ...(isReady ? {} : { status: keyState }),
  };
}

function inputsOf({ applicationId, identityProvider, consumerKey, keyType, claimant }: Values): Values {
  return { applicationId, identityProvider, consumerKey, keyType, claimant };
}
