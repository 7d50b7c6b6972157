import { html } from "hono/html";
import type { EntraContext } from "../context.ts";
import type { PermissionScope, ServicePrincipal, User } from "../store/types.ts";
import type { AadstsError } from "../sts/aadsts.ts";
import type { Unconsented } from "../sts/consent.ts";
import { type Html, layout } from "./layout.ts";

interface Consent {
  flow: string;
  client: ServicePrincipal;
  user: User;
  missing: Unconsented[];
}

/** What the application wants, in the words that its API's administrators chose; accept or cancel. */
export function consentPage(
  entra: EntraContext,
  { flow, client, user, missing, isAdmin }: Consent & { isAdmin: boolean },
): Html {
  return layout(
    "Permissions requested",
    html`<main data-page="consent">
<p class="soft">${user.userPrincipalName}</p>
<h1>Permissions requested</h1>
<p><strong>${client.displayName}</strong> <span class="soft">(${client.appId})</span> would like to:</p>
${scopeList(missing, isAdmin)}
<form method="post" action="/${entra.tenantId}/consent">
<input type="hidden" name="ctx" value="${flow}">
${
  isAdmin
    ? html`<p><label><input type="checkbox" name="everybody" value="yes"> Consent on behalf of your organization</label></p>`
    : ""
}
<p class="soft">Accepting lets this application use these permissions as you. It can be taken back by an administrator.</p>
<div class="actions">
<button class="main" name="action" value="accept">Accept</button>
<button name="action" value="cancel">Cancel</button>
</div>
</form>
</main>`,
  );
}

/** Shown to a user who can't consent alone; the way on is back to the application without consent. */
export function adminConsentPage(
  entra: EntraContext,
  { flow, client, user, missing, error }: Consent & { error: AadstsError },
): Html {
  return layout(
    "Need admin approval",
    html`<main data-page="admin-consent" data-aadsts="${error.code}">
<p class="soft">${user.userPrincipalName}</p>
<h1>Need admin approval</h1>
<p><strong>${client.displayName}</strong> needs permission to access resources in your organization that only an admin can grant.
Please ask an admin to grant permission to this app before you can use it.</p>
${scopeList(missing, true)}
<p class="error">${error.message}</p>
<form method="post" action="/${entra.tenantId}/consent">
<input type="hidden" name="ctx" value="${flow}">
<div class="actions"><button class="main" name="action" value="cancel">Return to the application without granting consent</button></div>
</form>
</main>`,
  );
}

const scopeList = (missing: Unconsented[], asAdmin: boolean) =>
  html`<ul>${missing.map(({ resource, scope }) => {
    const [title, text] = words(scope, asAdmin);
    return html`<li><strong>${title}</strong>${text && text !== title ? html`<br>${text}` : ""}<br><span class="soft">${resource.displayName}: <code>${scope.value}</code></span></li>`;
  })}</ul>`;

/** Users read the words for users, where there are any; administrators those for administrators. */
function words(scope: PermissionScope, asAdmin: boolean): [string | null, string | null | undefined] {
  return scope.userConsentDisplayName && !asAdmin
    ? [scope.userConsentDisplayName, scope.userConsentDescription]
    : [scope.adminConsentDisplayName || scope.value, scope.adminConsentDescription];
}
