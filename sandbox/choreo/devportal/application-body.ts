import { z } from "zod";
import type { Call } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import { applicationPolicies } from "../rules/throttling.ts";

const text = z.string().nullish();

const applicationProperties = {
  applicationId: text,
  name: z.string().min(1).max(100),
  throttlingPolicy: z.string().min(1),
  description: z.string().max(512).nullish(),
  tokenType: z.enum(["OAUTH", "JWT"]).nullish(),
  status: text,
  groups: z.array(z.string()).nullish(),
  subscriptionCount: z.int().nullish(),
  keys: z.array(z.record(z.string(), z.unknown())).nullish(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
  subscriptionScopes: z.array(z.record(z.string(), z.unknown())).nullish(),
  owner: text,
  hashEnabled: z.boolean().nullish(),
  createdTime: text,
  updatedTime: text,
};
const choreoSchema = z.strictObject(applicationProperties);
const apimSchema = choreoSchema.extend({ visibility: z.enum(["PRIVATE", "SHARED_WITH_ORG"]).nullish() });

type ApplicationBody = z.output<typeof apimSchema>;

/** The body of `POST` and `PUT /applications`, checked as far as it can be without looking at other applications. */
export async function readApplication(call: Call): Promise<ApplicationBody> {
  const body = await call.json(call.emulation.flavour === "choreo" ? choreoSchema : apimSchema);
  if (call.isVersion2 && body.name.length > 70) throw refusal.badRequest("Application name is too long");
  checkName(body.name);
  checkPolicy(body.throttlingPolicy);
  return body;
}

function checkName(name: string): void {
  if (name !== name.trim()) {
    throw refusal.badRequest("Application name cannot contain leading or trailing white spaces");
  }
  if (/[~!@#;%^*+={}|\\<>"',]/.test(name)) {
    throw refusal.badRequest("Application name contains invalid characters");
  }
}

function checkPolicy(name: string): void {
  if (!applicationPolicies.some((policy) => policy.name === name)) {
    throw refusal.badRequest(`Specified application throttling policy ${name} does not exist`);
  }
}
