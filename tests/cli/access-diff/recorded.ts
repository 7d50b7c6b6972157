import type { AccessModel } from "../../../access/index.ts";
import { resourcesOf } from "../../access/resourcesOf.ts";

const PREFIX = "urn:pulumi:dev::choreo-azuread::";
const STACK = "pulumi:pulumi:Stack";
const stackUrn = `${PREFIX}${STACK}::choreo-azuread-dev`;

interface Side {
  inputs?: object;
  outputs?: object;
  custom?: boolean;
  protect?: boolean;
}

/** One `resourcePreEvent`, shaped like the engine's (pulumi/pulumi, sdk/go/common/apitype/events.go). */
export function stepEvent(
  op: string,
  type: string,
  name: string,
  sides: { old?: Side; new?: Side },
  more: object = {},
) {
  const urn = `${PREFIX}${type}::${name}`;
  const side = (each: Side | undefined) =>
    each ? { type, urn, custom: true, inputs: {}, outputs: {}, ...each } : null;
  return {
    resourcePreEvent: {
      metadata: { op, urn, type, old: side(sides.old), new: side(sides.new), detailedDiff: null, ...more },
      planning: true,
    },
  };
}

/** The event with which the program's outputs arrive. */
export function outputsEvent(access: unknown) {
  const metadata = {
    op: "same",
    urn: stackUrn,
    type: STACK,
    old: null,
    new: { inputs: {}, outputs: { access } },
  };
  return { resOutputsEvent: { metadata, planning: true } };
}

export const summaryEvent = { summaryEvent: { resourceChanges: { same: 1 }, isPreview: true } };

export function eventLog(...events: object[]): string {
  return events.map((event, sequence) => JSON.stringify({ sequence, timestamp: 1, ...event })).join("\n");
}

/** A whole preview that leads to `access`: its resources stay as they are there, besides the other steps. */
export function previewLog(access: AccessModel, ...steps: object[]): string {
  const same = resourcesOf(access).map(({ urn, type, ...side }) => {
    const both = { urn, type, custom: true, ...side };
    return {
      resourcePreEvent: { metadata: { op: "same", urn, type, old: both, new: both }, planning: true },
    };
  });
  return eventLog({ preludeEvent: { config: {} } }, ...same, ...steps, outputsEvent(access), summaryEvent);
}

/** What `pulumi stack export` prints after an `up` that led to `access`. */
export function deployedState(access: AccessModel, ...resources: object[]): string {
  const made = resourcesOf(access).map((each) => ({ custom: true, ...each }));
  return exportedState(access, ...made, ...resources);
}

/** A state of these resources, with the output `access`. */
export function exportedState(access: unknown, ...resources: object[]): string {
  return JSON.stringify({
    version: 3,
    deployment: {
      resources: [{ urn: stackUrn, type: STACK, custom: false, outputs: { access } }, ...resources],
    },
  });
}
