import type { Emulation } from "../emulation.ts";
import { type Call, ok, type Route } from "../http/route.ts";
import { scopeName } from "../rules/scopes.ts";
import type { ApiContent, StoredApi } from "../store/model.ts";
import { findApi } from "./apis.ts";

/** The OpenAPI document that the server keeps for an API; read only here, `PUT /apis/{apiId}` changes it. */
export const swaggerRoutes: Route[] = [
  {
    method: "GET",
    path: "/apis/:apiId/swagger",
    scopes: ["apim:api_view", "apim:api_manage", "apim:api_definition_view"],
    handle: (call: Call) => ok(openApiOf(call.emulation, findApi(call))),
  },
];

/** Scopes are in the flow of the security scheme `default`, as WSO2 writes them. */
export function openApiOf({ gatewayUrl }: Emulation, { content }: Pick<StoredApi, "content">): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of content.operations) {
    const path = paths[operation.target] ?? {};
    paths[operation.target] = path;
    path[operation.verb.toLowerCase()] = {
      responses: { "200": { description: "OK" } },
      security: [{ default: operation.scopes.map((key) => nameOf(content, key)) }],
      "x-auth-type": operation.authType,
      "x-throttling-tier": operation.rest.throttlingPolicy ?? "Unlimited",
    };
  }
  return {
    openapi: "3.0.1",
    info: { title: content.name, version: content.version },
    servers: [{ url: `${gatewayUrl()}${content.context}/${content.version}` }],
    security: [{ default: [] }],
    paths,
    components: {
      securitySchemes: {
        default: {
          type: "oauth2",
          flows: {
            implicit: {
              authorizationUrl: "https://test.com",
              scopes: Object.fromEntries(
                content.scopes.map(({ key, description }) => [nameOf(content, key), description]),
              ),
            },
          },
        },
      },
    },
  };
}

function nameOf(content: ApiContent, key: string): string {
  return scopeName(content.scopePrefix, key);
}
