// Plain JavaScript on purpose: Pulumi's starter of policy packs puts ts-node before every .ts entry (pulumi/pulumi,
// sdk/nodejs/cmd/run-policy-pack/run.ts). An import from here goes to Node.js itself, which strips the types.
import "./pack.ts";
