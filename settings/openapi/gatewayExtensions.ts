import { isObject } from "../file.ts";

/** What WSO2's own extensions of OpenAPI say about the access to an operation, as far as they speak against its `security`. */
export interface GatewayAccess {
  /** The extension by which the gateway lets anybody in, without a token. */
  openBy: string | undefined;
  /** Why `x-wso2-application-security` lets calls without a token through; `undefined` where it does not. */
  tokenless: string | undefined;
  /** Scopes of the older `x-scope`, which stood in place of `security`. */
  scopes: string[];
}

/**
 * Choreo deploys a component's document with these extensions, so they decide at the gateway.
 *
 * @param members of an operation, with those of its path item and of the document
 * @see https://apim.docs.wso2.com/en/4.0.0/deploy-and-publish/deploy-on-gateway/choreo-connect/supported-configurations/choreo-connect-security/
 */
export function gatewayAccess(members: Record<string, unknown>): GatewayAccess {
  const { "x-auth-type": authType, "x-wso2-disable-security": disabled, "x-scope": scope } = members;
  const isNone = typeof authType === "string" && authType.trim().toLowerCase() === "none";
  return {
    openBy: isNone
      ? `x-auth-type: ${authType}`
      : saysTrue(disabled)
        ? `x-wso2-disable-security: ${disabled}`
        : undefined,
    tokenless: withoutTokens(members["x-wso2-application-security"]),
    scopes: (Array.isArray(scope) ? scope.map(String) : String(scope ?? "").split(/[\s,]+/)).filter(Boolean),
  };
}

const saysTrue = (value: unknown) => String(value).trim().toLowerCase() === "true";

function withoutTokens(application: unknown): string | undefined {
  if (!isObject(application)) return undefined;
  const types = application["security-types"];
  if (Array.isArray(types) && !types.includes("oauth2"))
    return `x-wso2-application-security lists ${types.join(", ") || "nothing"}, not oauth2`;
  return saysTrue(application.optional) ? "x-wso2-application-security is optional" : undefined;
}
