import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules/index.ts";

/** `pulumi preview --policy-pack policies`; docs/policies.md says what each rule is for and what can be set. */
new PolicyPack("choreo-azuread", { enforcementLevel: "mandatory", policies: rules });
