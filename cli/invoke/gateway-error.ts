import { z } from "zod";

/** An answer of the gateway itself. */
export interface GatewayError {
  /** `"900910"`; for a resource that is not there, Choreo Connect says the status, `"404"`. */
  code: string;
  message: string;
  description: string;
}

const code = z.union([z.string(), z.number()]).transform(String);
// Choreo Connect's form (Choreo) and the Synapse gateway's (API Manager).
const forms = z.union([
  z.object({ code, error_message: z.string(), error_description: z.string() }).transform((body) => ({
    code: body.code,
    message: body.error_message,
    description: body.error_description,
  })),
  z
    .object({ code, message: z.string(), description: z.string() })
    .transform(({ code, message, description }) => ({ code, message, description })),
]);

/** Tells the gateway's own answers from the API's: a 404 of the API behind must not be taken for a missing deployment. */
export function gatewayError(status: number, body: string): GatewayError | undefined {
  if (status < 400) return undefined;
  try {
    return forms.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
