import type { Policies } from "@pulumi/policy";
import { assignmentRequired } from "./assignmentRequired.ts";
import { clientsSubscribed } from "./clientsSubscribed.ts";
import { closedOperations } from "./closedOperations.ts";
import { httpsRedirects } from "./httpsRedirects.ts";
import { noWildcardRedirects } from "./noWildcardRedirects.ts";
import { owned } from "./owned.ts";
import { scopeNames } from "./scopeNames.ts";
import { secretLifetime } from "./secretLifetime.ts";
import { writeScopesAdminConsent } from "./writeScopesAdminConsent.ts";

/** All rules, one file each. */
export const rules: Policies = [
  assignmentRequired,
  clientsSubscribed,
  closedOperations,
  httpsRedirects,
  noWildcardRedirects,
  owned,
  scopeNames,
  secretLifetime,
  writeScopesAdminConsent,
];
