import {
  computed,
  map,
  optional,
  optionalComputed,
  required,
  string,
  type Values,
} from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { objectIdOf, parsePartId, partId, resourceId } from "../ids.ts";
import { objects, text } from "../json.ts";
import { applicationId, notEmpty, rfc3339 } from "../validate.ts";
import { during } from "../words.ts";

const MINUTES = 60_000_000_000;

/** A client secret. Graph tells it once, so its value lives in the state; every change of it is a new one. */
export const applicationPassword: Resource<Azure> = {
  properties: {
    applicationId: required(string, { replaces: true, validate: applicationId }),
    displayName: optionalComputed(string, { replaces: true }),
    endDate: optionalComputed(string, {
      replaces: true,
      validate: rfc3339,
      conflictsWith: ["endDateRelative"],
    }),
    endDateRelative: optional(string, {
      replaces: true,
      kept: true,
      validate: notEmpty,
      conflictsWith: ["endDate"],
    }),
    keyId: computed(string),
    rotateWhenChanged: optional(map(string), { replaces: true, kept: true }),
    startDate: optionalComputed(string, { replaces: true, validate: rfc3339 }),
    value: computed(string, { secret: true }),
  },
  meta: {
    "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": {
      create: 15 * MINUTES,
      delete: 5 * MINUTES,
      read: 5 * MINUTES,
      update: 5 * MINUTES,
    },
    schema_version: "1",
  },
  validateId: () => "resource azuread_application_password doesn't support import",

  async create(azure, inputs, made) {
    const objectId = objectIdOf("applications", inputs.applicationId);
    const path = `/v1.0/applications/${objectId}`;
    const passwordCredential = credential(inputs);
    return azure.exclusively(objectId, async () => {
      await during(`retrieving application with object ID "${objectId}"`, () => azure.graph.get(path));
      const added = await during(`adding password for application with object ID "${objectId}"`, () =>
        azure.graph.post(`${path}/addPassword`, { passwordCredential }),
      );
      const keyId = text(added.keyId);
      const id = partId(objectId, "password", keyId);
      if (!keyId || !added.secretText)
        throw new PluginError("Graph gave no keyId or no secretText for the new password");
      made(id);
      await azure.graph.until(`password "${keyId}" of application "${objectId}"`, async () =>
        objects((await azure.graph.get(path)).passwordCredentials).some((other) => other.keyId === keyId),
      );
      const outputs = await this.read(azure, id, { value: added.secretText });
      if (!outputs) throw new PluginError(`password "${keyId}" of application "${objectId}" is gone`);
      return { id, outputs };
    });
  },

  async read({ graph }, id, state) {
    const { objectId, key } = parsePartId("password", id);
    const app = await graph.find(`/v1.0/applications/${objectId}`);
    const found = objects(app?.passwordCredentials).find(({ keyId }) => keyId === key);
    return (
      found && {
        applicationId: resourceId("applications", objectId),
        displayName: found.displayName ?? null,
        endDate: seconds(found.endDateTime),
        keyId: key,
        startDate: seconds(found.startDateTime),
        value: state.value ?? null,
      }
    );
  },

  async delete(azure, id) {
    const { objectId, key } = parsePartId("password", id);
    const path = `/v1.0/applications/${objectId}`;
    await azure.exclusively(objectId, async () => {
      await during(
        `removing password credential "${key}" from application with object ID "${objectId}"`,
        () => azure.graph.post(`${path}/removePassword`, { keyId: key }),
      );
      await azure.graph.until(`password "${key}" to be gone`, async () =>
        objects((await azure.graph.get(path)).passwordCredentials).every(({ keyId }) => keyId !== key),
      );
    });
  },
};

/** Only what is given: Graph fills in the rest (now, two years). */
function credential({ displayName, startDate, endDate, endDateRelative }: Values): Values {
  const start = startDate ? Date.parse(text(startDate)) : Date.now();
  const end = endDateRelative
    ? seconds(new Date(start + duration(text(endDateRelative))).toISOString())
    : endDate;
  return {
    ...(displayName && { displayName }),
    ...(end && { endDateTime: end }),
    ...(startDate && { startDateTime: startDate }),
  };
}

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000 };

/** Go's durations, as far as they make sense here: `240h`, `2400h30m`. In milliseconds. */
function duration(given: string): number {
  if (!/^(\d+(\.\d+)?[hms])+$/.test(given)) {
    throw new PluginError(
      `unable to parse \`end_date_relative\` ("${given}") as a duration: a number and a unit (h, m or s), e.g. 4320h`,
    );
  }
  return [...given.matchAll(/([\d.]+)([hms])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ""] ?? 0),
    0,
  );
}

/** The published plugin writes Go's RFC 3339, without fractions. */
const seconds = (date: unknown): string =>
  typeof date === "string" ? date.replace(/\.\d+(?=Z|[+-])/, "") : "";
