import { html } from "hono/html";
import { type Html, layout } from "./layout.ts";

/** `response_mode=form_post` (OAuth 2.0 Form Post Response Mode); without script, so the person presses the button. */
export const formPostPage = (redirectUri: string, params: Record<string, string>): Html =>
  layout(
    "Continue",
    html`<main data-page="form-post">
<h1>Signed in</h1>
<form method="post" action="${redirectUri}">
${Object.entries(params).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="actions"><button class="main" autofocus>Continue to the application</button></div>
</form>
</main>`,
  );
