/** One API with its permissions and deployment, of any size. */
import { createHash } from "node:crypto";
import { ApiDeployment, ApiPermissions } from "../../../providers/choreo/index.ts";

const { apiId, scopes, operations, changed } = JSON.parse(process.env.BENCH_API ?? "{}");
if (changed) operations[changed] = [];
const permissions = new ApiPermissions("api", { apiId, scopes, operations });
const trigger = createHash("sha256").update(JSON.stringify({ scopes, operations })).digest("hex");
new ApiDeployment("api", { apiId, trigger }, { dependsOn: permissions });
