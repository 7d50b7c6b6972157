import { expect } from "@jest/globals";
import { pluginOf } from "./azuread-client.ts";
import { useTenant } from "./support.ts";

// What the plugin needs beside the straight road: what it retries, what it reads again, what it must not lose.
export const tenant = useTenant();

export const { send, ok, body, gone, refOf, createApplication, createPrincipal } = pluginOf(tenant);

export const UNKNOWN = "99999999-9999-4999-8999-999999999999";

/** The text of an error; the plugin looks for some by regular expression and tries again. */
export async function refusal(method: string, path: string, sent: unknown, status: number): Promise<string> {
  const answer = await send(method, path, sent);
  expect({ path, status: answer.status }).toEqual({ path, status });
  expect(answer.contentType).toMatch(/^application\/json/);
  expect(answer.data.error).toMatchObject({
    code: expect.stringMatching(/^\w+$/),
    message: expect.any(String),
    innerError: expect.any(Object),
  });
  return answer.data.error.message;
}
