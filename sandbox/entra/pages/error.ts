import { html } from "hono/html";
import { type Html, layout } from "./layout.ts";

interface ErrorBody {
  error: string;
  error_description: string;
  error_codes: number[];
  trace_id: string;
  correlation_id: string;
  timestamp: string;
}

/** Errors that don't go back to the client. */
export function errorPage(body: ErrorBody): Html {
  const message = body.error_description.replace(/ Trace ID: .*$/s, "");
  return layout(
    "Sorry, but we're having trouble signing you in",
    html`<main data-page="error" data-aadsts="${body.error_codes[0]}">
<h1>Sorry, but we’re having trouble signing you in.</h1>
<p class="error" role="alert">${message}</p>
<dl class="soft">
<dt>Correlation ID</dt><dd>${body.correlation_id}</dd>
<dt>Trace ID</dt><dd>${body.trace_id}</dd>
<dt>Timestamp</dt><dd>${body.timestamp}</dd>
</dl>
</main>`,
  );
}

export const signedOutPage = (): Html =>
  layout(
    "Signed out",
    html`<main data-page="signed-out"><h1>You signed out of your account</h1><p>It’s a good idea to close all browser windows.</p></main>`,
  );
