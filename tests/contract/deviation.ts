import type { Flavour } from "../../sandbox/choreo/options.ts";

/**
 * Where the server is known to differ from its own OpenAPI file. Everything else that differs fails the contract tests.
 * Sources: the published Java code of carbon-apimgt at the versions of the files.
 */
export interface Deviation {
  /** Both if absent. */
  flavour?: Flavour;
  /** `POST /apis/{apiId}/deploy-revision`; `*` for all. */
  operation: string;
  /** With `*`: only operations that take a JSON body, or pages of a list. */
  takes?: "body" | "pages";
  /** An answer with this status, which the file does not list for the operation… */
  status?: number;
  /** …if it is refused with one of these codes. Without codes a success in the shape of the listed one, or an empty body. */
  codes?: readonly number[];
  /** …or what the validator says about an answer or request that the file does list. */
  about?: RegExp;
  reason: string;
}
