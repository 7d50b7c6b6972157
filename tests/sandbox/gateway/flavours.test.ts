import { Agent } from "node:https";
import { expect, test } from "@jest/globals";
import axios from "axios";
import { startSandbox } from "../../engine/sandbox.ts";

test.each([
  ["choreo", ["code", "error_description", "error_message"]],
  ["apim", ["code", "description", "message"]],
] as const)("the gateway of the flavour %s refuses in its own words", async (flavour, names) => {
  const sandbox = await startSandbox({ flavour });
  try {
    const { status, data } = await axios.get(`${sandbox.gateway.url}/books/1.0.0/books`, {
      httpsAgent: new Agent({ ca: sandbox.tls.ca }),
      validateStatus: () => true,
    });
    expect({ status, names: Object.keys(data).sort() }).toEqual({ status: 401, names });
  } finally {
    await sandbox.stop();
  }
});
