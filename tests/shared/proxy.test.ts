import { expect, test } from "@jest/globals";
import { proxyAdvice } from "../../shared/proxy.ts";

const env = { HTTPS_PROXY: "http://ada:secret@proxy.corp:8080" };
const refused = Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:8080"), { port: 8080 });
const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND proxy.corp"), { hostname: "proxy.corp" });

test.each([refused, unknown, new TypeError("fetch failed", { cause: unknown })])(
  "a proxy that cannot be reached is told, without its credentials: %s",
  (error) => {
    expect(proxyAdvice(error, env)).toBe(
      "The proxy proxy.corp:8080, which HTTPS_PROXY names, could not be reached. Correct the variable, or name the host in NO_PROXY.",
    );
  },
);

test.each([
  ["of the service", Object.assign(new Error(), { hostname: "login.example" }), env],
  ["to the service's port", Object.assign(new Error(), { port: 443 }), env],
  ["without a proxy", refused, {}],
  ["with a variable that is no address", refused, { HTTPS_PROXY: "proxy.corp" }],
  ["that is none", "text", env],
])("it is not blamed for an error %s", (_, error, itsEnv) => {
  expect(proxyAdvice(error, itsEnv)).toBeUndefined();
});
