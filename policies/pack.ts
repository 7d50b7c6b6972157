import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules/index.ts";

// PolicyPack reads its version from package.json in the current folder (`@pulumi/policy` 1.21.0, policy.ts), and language hosts
// differ in the folder they start a pack in: the pack's, or the program's.
process.chdir(import.meta.dirname);

/** `pulumi preview --policy-pack policies`; docs/policies.md says what each rule is for and what can be set. */
new PolicyPack("choreo-azuread", { enforcementLevel: "mandatory", policies: rules });
