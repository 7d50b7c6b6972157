import type { Check } from "../check.ts";
import { addressChecks } from "./addresses.ts";
import { apiWritingChecks } from "./api-writing.ts";
import { apiChecks } from "./apis.ts";
import { credentialChecks } from "./credential.ts";
import { entraChecks } from "./entra.ts";
import { entraWritingChecks } from "./entra-writing.ts";
import { identityProviderChecks } from "./identity-provider.ts";
import { keyWritingChecks } from "./key-writing.ts";

/** All that this program takes for granted of the real services: docs/open-questions.md is this list. */
export const allChecks: readonly Check[] = [
  ...addressChecks,
  ...credentialChecks,
  ...apiChecks,
  ...identityProviderChecks,
  ...apiWritingChecks,
  ...keyWritingChecks,
  ...entraChecks,
  ...entraWritingChecks,
];
