import { Metadata, status } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anys from "google-protobuf/google/protobuf/any_pb.js";
import type { Values } from "../properties/types.ts";
import { toStruct } from "./values.ts";

/** What a gRPC handler answers with when it fails; the engine shows `details` after the resource's name. */
export interface Refusal {
  code: number;
  details: string;
  metadata?: Metadata;
  /** What there is all the same; `metadata` tells the engine. */
  made?: { id: string; outputs: Values };
}

/** An error that is the user's or the service's, not ours: shown without a stack. */
export class PluginError extends Error {
  override name = "PluginError";
}

export const refusal = (error: unknown, code = status.UNKNOWN): Refusal => ({
  code,
  details: error instanceof Error ? error.message : String(error),
});

/**
 * "It exists, but isn't ready": the engine keeps the resource with the reason, and the next `up` updates it rather than making
 * a second one (pulumi/pulumi, proto/pulumi/errors.proto; the detail travels in gRPC's `grpc-status-details-bin`).
 */
export function initFailed(error: unknown, id: string, outputs: Values, inputs: Values): Refusal {
  const base = refusal(error);
  const failed = new messages.ErrorResourceInitFailed();
  failed.setId(id);
  failed.setProperties(toStruct(outputs));
  failed.setInputs(toStruct(inputs));
  failed.setReasonsList([base.details]);
  const detail = new anys.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new statusMessages.Status();
  answer.setCode(base.code);
  answer.setMessage(base.details);
  answer.addDetails(detail);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { ...base, metadata, made: { id, outputs } };
}
