import type { Client } from "../client/client.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { listKeys } from "../IdpKey/rest.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { deleteOrAwait, waitsForApproval, wasRejected } from "../resource/approvals.ts";
import { createOrTakeOver } from "../resource/createOrTakeOver.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import type { ApplicationObject } from "./rest.ts";
import {
  type ApplicationFields,
  createApplication,
  deleteApplication,
  findApplication,
  readApplication,
  updateApplication,
} from "./rest.ts";

/** One call; look-ups only where an answer was lost or the name is taken. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const client = control.client();
  const fields = fieldsOf(inputs);
  const application = await createOrTakeOver({
    what: `Create the application "${fields.name}"`,
    create: () => createApplication(client, fields),
    find: () => findApplication(client, fields.name),
    // Without a description that says whose it is, an application that was there before could be anybody's.
    isOurs: (found, isAnswerLost) =>
      (isAnswerLost || fields.description !== "") && isLeftover(client, found, fields),
    adopt: inputs.adopt === true ? (found) => adopt(client, found, fields) : undefined,
    taken: ({ applicationId }) => ({
      words: `there is an application of this name already (${applicationId}), and this stack did not make it`,
      hint: "Names are unique among the caller's applications. Choose another name, or take it over: adopt: true.",
    }),
    deletionTask: "Application Deletion",
  });
  sharedReads(control).forget();
  const outs = outsOf(inputs, application);
  throwUnlessReady(application, outs, inputs);
  return { id: application.applicationId, outs };
}

/** Reads it first: the search shows less of it than an update has to send back. */
async function adopt(client: Client, found: ApplicationObject, fields: ApplicationFields) {
  if (isSame(found, fields)) return found;
  return updateApplication(client, await readApplication(client, found.applicationId), fields);
}

/**
 * Whether this is what an earlier attempt of ours made: the same fields, and nothing in it yet. The default description names the
 * stack, so it settles the question alone.
 */
async function isLeftover(
  client: Client,
  found: ApplicationObject,
  fields: ApplicationFields,
): Promise<boolean> {
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
