/** One call of the REST API. */
export interface Call {
  api: "publisher" | "devportal" | "admin";
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Below the base URL, with its parameters filled in and encoded. */
  path: string;
  query?: Record<string, string | number | undefined> | undefined;
  body?: unknown;
  /** What it is for, as an error's first words: `Create the application "storefront"`. */
  what: string;
  /** OAuth scopes, any one of which the call needs. */
  scopes: readonly string[];
  /** For a code or status of this call, instead of the general hint. */
  hints?: Record<number, string> | undefined;
  /** Send once only: what would be sent again may be out of date by then. */
  single?: boolean | undefined;
  /** Do not renew the token on 401: the call is optional and the scope may well be missing. */
  optional?: boolean | undefined;
}
