import { repair } from "../../../shared/repair.ts";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { createOrTakeOver } from "../resource/createOrTakeOver.ts";
import { sameValue, type Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import { FIELDS } from "./fields.ts";
import {
  createKeyManager,
  deleteKeyManager,
  findKeyManager,
  type KeyManagerObject,
  readKeyManager,
  writeKeyManager,
} from "./rest.ts";
import { asFound, givenBack, isMarked, marked, OWN, originOf, withoutMark } from "./takenOver.ts";

/**
 * One call; a look-up only where an answer was lost, or name or issuer is taken.
 *
 * @returns outs with `made`, or with `before`: what one that was taken over gets back
 */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const client = control.client();
  const name = String(inputs.name);
  let origin: Values = { made: true };
  const adopt = async (found: KeyManagerObject) => {
    origin = { before: asFound(found) };
    return complete(found, true);
  };
  const complete = async (found: KeyManagerObject, isTakenOver = false) => {
    if (!isSame(control, found, inputs))
      await writeKeyManager(client, {
        ...found,
        ...bodyOf(control, inputs, found, isTakenOver),
        id: found.id,
      });
    return found;
  };
  const { id } = await createOrTakeOver({
    what: `Make the identity provider "${name}"`,
    create: () => createKeyManager(client, bodyOf(control, inputs)),
    find: () => findKeyManager(client, name),
    isOurs: (found, isAnswerLost) =>
      namesThisStack(found, inputs) || (isAnswerLost && !isMarked(found) && isSame(control, found, inputs)),
    complete: (found) => complete(found),
    adopt: inputs.adopt === true ? adopt : undefined,
    taken: () => ({
      words: "there is one of this name already, and this stack did not make it",
      hint: "Use the one that is there: its name as choreo.identityProvider. Or take it over: adopt: true.",
    }),
  });
  return { id, outs: { ...outsOf(inputs), ...origin } };
}

/** The default description does: made by a run that was cut short. */
function namesThisStack({ description }: KeyManagerObject, inputs: Values): boolean {
  return description === inputs.description && String(description).startsWith(OWN);
}

export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const found = await readKeyManager(control.client(), id);
  if (!found) return GONE;
  const { adopt, claimant } = outs;
  const inputs = { adopt, claimant, ...shown(control, found, outs) };
  return { id, props: { ...inputs, ...originOf(outs) }, inputs };
}

export async function update(
  control: ControlPlane,
  id: string,
  olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  const client = control.client();
  const found = await readKeyManager(client, id);
  if (!found)
    throw new ChoreoError({
      what: `Change the identity provider "${news.name}"`,
      words: "it is gone",
      hint: `Run \`${repair}\`.`,
    });
  if (!isSame(control, found, news))
    await writeKeyManager(client, {
      ...found,
      ...bodyOf(control, news, found, olds.before !== undefined),
      id,
    });
  return { outs: { ...outsOf(news), ...originOf(olds) } };
}

/** One that was there before the stack stays, and gets back what it was. */
export async function remove(control: ControlPlane, id: string, outs: Values): Promise<void> {
  const client = control.client();
  const { made, before } = originOf(outs);
  if (made) return deleteKeyManager(client, id, String(outs.name));
  if (!before) {
    console.warn(
      `The identity provider "${outs.name}" stays in Choreo as it is: an earlier version of this program had it with adopt: true and did not note whether it was there before. Delete it in Choreo if nothing uses it.`,
    );
    return;
  }
  const found = await readKeyManager(client, id);
  if (found) await writeKeyManager(client, givenBack(found, before as Values));
}

function isSame(control: ControlPlane, found: KeyManagerObject, inputs: Values): boolean {
  const there = shown(control, found, inputs);
  const wanted = outsOf(inputs);
  return FIELDS.every((field) => sameValue(there[field], wanted[field]));
}

/** Its fields under the resource's names. What the program leaves to the server is not compared. */
function shown({ flavour }: ControlPlane, found: KeyManagerObject, outs: Values): Values {
  const places = (found.additionalProperties?.environments ?? []) as { apim?: string[] }[];
  const environments = places.flatMap(({ apim = [] }) => apim).sort();
  return {
    name: found.name,
    description: withoutMark(found),
    wellKnownEndpoint: found.wellKnownEndpoint ?? undefined,
    issuer: found.issuer ?? "",
    jwks: found.certificates?.value ?? "",
    tokenEndpoint: found.tokenEndpoint ?? "",
    authorizeEndpoint: found.authorizeEndpoint ?? "",
    consumerKeyClaim: found.consumerKeyClaim ?? "",
    scopesClaim: found.scopesClaim ?? "",
    tokenType: outs.tokenType === undefined ? undefined : (found.tokenType ?? flavour.externalTokenType),
    enabled: outs.enabled === undefined ? undefined : isAtWork(found),
    environments: outs.environments === undefined && environments.length === 0 ? undefined : environments,
  };
}

/** Switched on, its client ids mapped to applications, its tokens checked by the gateways: this program makes no other. */
function isAtWork(found: KeyManagerObject): boolean {
  return [found.enabled, found.enableMapOAuthConsumerApps, found.enableSelfValidationJWT].every(
    (one) => one !== false,
  );
}

/**
 * `EXTERNAL` on Choreo, which then never talks to the provider; on API Manager the connector of Azure AD with keys that are only mapped,
 * so that the connector has nothing to ask Entra for.
 */
function bodyOf(
  { flavour }: ControlPlane,
  inputs: Values,
  found?: KeyManagerObject,
  isTakenOver = false,
): Omit<KeyManagerObject, "id"> {
  const environments = inputs.environments as string[] | undefined;
  const { environments: _, ...others } = found?.additionalProperties ?? {};
  const description = String(inputs.description);
  return {
    name: String(inputs.name),
    displayName: found?.displayName ?? String(inputs.name),
    type: "AzureAD",
    description: isTakenOver ? marked(description) : description,
    enabled: inputs.enabled !== false,
    tokenType: String(inputs.tokenType ?? flavour.externalTokenType),
    ...(inputs.wellKnownEndpoint === undefined
      ? {}
      : { wellKnownEndpoint: String(inputs.wellKnownEndpoint) }),
    issuer: String(inputs.issuer),
    certificates: { type: "JWKS", value: String(inputs.jwks) },
    tokenEndpoint: String(inputs.tokenEndpoint),
    authorizeEndpoint: String(inputs.authorizeEndpoint),
    consumerKeyClaim: String(inputs.consumerKeyClaim),
    scopesClaim: String(inputs.scopesClaim),
    enableMapOAuthConsumerApps: true,
    enableOAuthAppCreation: false,
    enableTokenGeneration: false,
    enableSelfValidationJWT: true,
    additionalProperties: {
      ...others,
      // By the environment's name in Choreo: the names of its gateways (APIAdminImpl.java of 9.22.x).
      ...(environments ? { environments: environments.map((name) => ({ choreo: name, apim: [name] })) } : {}),
    },
  };
}

function outsOf(inputs: Values): Values {
  const { adopt, claimant } = inputs;
  return { adopt, claimant, ...Object.fromEntries(FIELDS.map((field) => [field, inputs[field]])) };
}
