import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { ChoreoError, isConflict } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { GONE, type ReadResult } from "../handlers/withOperations.ts";
import type { Values } from "../inputs/values.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import {
  type ApplicationFields,
  createApplication,
  deleteApplication,
  findApplication,
  readApplication,
  updateApplication,
} from "../rest/applications.ts";
import { listKeys } from "../rest/keys.ts";
import type { ApplicationObject } from "../rest/types.ts";
import { deleteOrAwait, deletionWaits, waitsForApproval, wasRejected } from "./waiting.ts";

/** One call; look-ups only where an answer was lost or the name is taken. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const client = control.client();
  const fields = fieldsOf(inputs);
  const application = await createOnce(
    () => createApplication(client, fields),
    async () => {
      const found = await findApplication(client, fields.name);
      return found && (await isOurs(client, found, fields)) ? found : undefined;
    },
  ).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    return takeOver(client, inputs, fields, error);
  });
  sharedReads(control).forget();
  const outs = outsOf(inputs, application);
  throwUnlessReady(application, outs, inputs);
  return { id: application.applicationId, outs };
}

/** An application of this name exists: ours from a run that was cut short, or somebody else's. */
async function takeOver(
  client: Client,
  inputs: Values,
  fields: ApplicationFields,
  conflict: ChoreoError,
): Promise<ApplicationObject> {
  const found = await findApplication(client, fields.name);
  if (!found) throw conflict;
  if (found.status === "DELETE_PENDING") {
    throw deletionWaits(`Create the application "${fields.name}"`, "Application Deletion");
  }
  if (fields.description !== "" && (await isOurs(client, found, fields))) return found;
  if (inputs.adopt === true) {
    return isSame(found, fields)
      ? found
      : updateApplication(client, await readApplication(client, found.applicationId), fields);
  }
  throw new ChoreoError({
    what: `Create the application "${fields.name}"`,
    words: `there is an application of this name already (${found.applicationId}), and this stack did not make it`,
    hint: "Names are unique among the caller's applications. Choose another name, or take it over: adopt: true.",
    method: conflict.method,
    path: conflict.path,
    status: conflict.status,
  });
}

/**
 * Whether this is what an earlier attempt of ours made: the same fields, and nothing in it yet. The default description names the
 * stack, so it settles the question alone.
 */
async function isOurs(client: Client, found: ApplicationObject, fields: ApplicationFields): Promise<boolean> {
  if (!isSame(found, fields)) return false;
  if (fields.description.startsWith("Managed by Pulumi: ")) return true;
  return (found.subscriptionCount ?? 0) === 0 && (await listKeys(client, found.applicationId)).length === 0;
}

function isSame(
  found: ApplicationObject,
  { name, description, throttlingPolicy }: ApplicationFields,
): boolean {
  return (
    found.name === name &&
    (found.description ?? "") === description &&
    found.throttlingPolicy === throttlingPolicy
  );
}

export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const application = await sharedReads(control).application(id);
  if (!application || application.status === "DELETE_PENDING") return GONE;
  const { name, throttlingPolicy } = application;
  const changed = { name, throttlingPolicy, description: application.description ?? "" };
  const { status: _, ...inputs } = outs;
  return { id, props: { ...outsOf(outs, application), ...changed }, inputs: { ...inputs, ...changed } };
}

/** Also called without a change, when the last run ended with the application waiting for approval. */
export async function update(
  control: ControlPlane,
  id: string,
  _olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  const client = control.client();
  const fields = fieldsOf(news);
  let application = await readApplication(client, id);
  if (!isSame(application, fields)) application = await updateApplication(client, application, fields);
  sharedReads(control).forget();
  const outs = outsOf(news, application);
  throwUnlessReady(application, outs, news);
  return { outs };
}

export async function remove(control: ControlPlane, id: string, outs: Values): Promise<void> {
  const client = control.client();
  await deleteOrAwait(
    `application "${outs.name}"`,
    "Application Deletion",
    () => deleteApplication(client, id),
    async () => (await readApplication(client, id)).status,
  );
  sharedReads(control).forget();
}

function throwUnlessReady(application: ApplicationObject, outs: Values, inputs: Values): void {
  const { applicationId, name, status } = application;
  if (status === "CREATED") {
    throw waitsForApproval(`The application "${name}"`, "Application Creation", applicationId, outs, inputs);
  }
  if (status === "REJECTED") throw wasRejected(`The application "${name}"`, applicationId, outs, inputs);
}

function fieldsOf({ name, description, throttlingPolicy }: Values): ApplicationFields {
  return {
    name: String(name),
    description: String(description),
    throttlingPolicy: String(throttlingPolicy),
  };
}

function outsOf(inputs: Values, { status }: ApplicationObject): Values {
  const { name, description, throttlingPolicy, adopt, claimant } = inputs;
  return { name, description, throttlingPolicy, adopt, claimant, status: status ?? "APPROVED" };
}
