import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { stackIdResource } from "../shared/stackMark.ts";

/** The id that tells this stack from others of its name; as old as its state. */
export function ownStackId(): pulumi.Output<string> {
  return new random.RandomUuid(stackIdResource.name).result;
}
