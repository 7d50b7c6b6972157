import { html } from "hono/html";
import { entra as seed } from "../../seed.ts";
import type { EntraContext } from "../context.ts";
import type { AadstsError } from "../sts/aadsts.ts";
import type { AuthorizeRequest } from "../sts/sessions.ts";
import { type Html, layout } from "./layout.ts";

interface SignIn {
  flow: string;
  request: AuthorizeRequest;
  /** What was typed before. */
  upn?: string;
  error?: AadstsError;
}

/** Name and password on one page. The tenant's users are offered as suggestions. */
export function signInPage(entra: EntraContext, { flow, request, upn, error }: SignIn): Html {
  const client = entra.directory.applicationByAppId(request.clientAppId);
  const name = upn ?? request.loginHint ?? "";
  const users = [...entra.directory.users.values()];
  return layout(
    "Sign in",
    html`<main data-page="sign-in" ${error ? html`data-aadsts="${error.code}"` : ""}>
<h1>Sign in</h1>
<p class="soft">to continue to <strong>${client?.displayName ?? request.clientAppId}</strong>, in ${entra.domain}</p>
${error ? html`<p class="error" role="alert" id="problem">${error.message}</p>` : ""}
<form method="post" action="/${entra.tenantId}/login">
<input type="hidden" name="ctx" value="${flow}">
<label for="login">User principal name</label>
<input id="login" name="login" type="text" value="${name}" list="users" autocomplete="username" spellcheck="false" autocapitalize="none" required ${name ? "" : "autofocus"} ${error ? html`aria-describedby="problem"` : ""}>
<datalist id="users">${users.map((user) => html`<option value="${user.userPrincipalName}">${user.displayName}</option>`)}</datalist>
<label for="passwd">Password</label>
<input id="passwd" name="passwd" type="password" autocomplete="current-password" required ${name ? "autofocus" : ""}>
<div class="actions">
<button class="main" name="action" value="sign-in">Sign in</button>
<button name="action" value="cancel" formnovalidate>Cancel</button>
</div>
</form>
<p class="soft">Users here: ${users.map((user) => user.userPrincipalName).join(", ")}. Password: <code>${seed.password}</code></p>
</main>`,
  );
}
