import { createServer } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type Listener, listenForCode } from "../../../cli/invoke/listener.ts";
import { chooseRedirect } from "../../../cli/invoke/redirect.ts";
import { freePort } from "../free-port.ts";

let listener: Listener | undefined;
afterEach(async () => {
  await listener?.close();
  listener = undefined;
});

function getInsecurely(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

describe("the listener", () => {
  test("takes the code over https with its own certificate, and nothing else", async () => {
    const uri = `https://localhost:${await freePort()}/cb`;
    listener = await listenForCode(chooseRedirect([uri]));
    const received = listener.received(10_000);
    expect((await getInsecurely(`${uri.slice(0, -3)}/favicon.ico`)).status).toBe(404);
    expect((await getInsecurely(uri)).status).toBe(404);
    expect((await getInsecurely(`${uri.slice(0, -3)}/other?code=no`)).status).toBe(404);
    const page = await getInsecurely(`${uri}?code=abc&state=s`);
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining("You can close this page.") });
    expect(page.body).not.toContain("abc");
    expect((await received).href).toBe(`${uri}?code=abc&state=s`);
  });

  test("over http; a refusal gets another page", async () => {
    const uri = `http://localhost:${await freePort()}/`;
    listener = await listenForCode(chooseRedirect([uri]));
    const received = listener.received(10_000);
    const page = await (await fetch(`${uri}?error=access_denied`)).text();
    expect(page).toContain("Not signed in");
    expect((await received).searchParams.get("error")).toBe("access_denied");
  });

  test.each(["127.0.0.1", "[::1]"])("hears a browser that takes localhost for %s", async (address) => {
    const uri = `http://localhost:${await freePort()}/`;
    listener = await listenForCode(chooseRedirect([uri]));
    const received = listener.received(10_000);
    await fetch(`${uri.replace("localhost", address)}?code=c`);
    expect((await received).searchParams.get("code")).toBe("c");
  });

  test("a machine without one of the addresses listens at the other", async () => {
    const port = await freePort();
    listener = await listenForCode({
      uri: `http://localhost:${port}/`,
      listen: { hosts: ["127.0.0.1", "2001:db8::1"], port, path: "/", tls: false },
    });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  test.each(["127.0.0.1", "::1"])("a port in use at %s is the machine's fault", async (address) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, address, resolve));
    const { port } = other.address() as AddressInfo;
    await expect(listenForCode(chooseRedirect([`https://localhost:${port}/`]))).rejects.toMatchObject({
      message: `Port ${port}, where the code should arrive, is in use by another program.`,
      exitCode: 4,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  test("gives up when nobody comes back", async () => {
    listener = await listenForCode(chooseRedirect([`http://localhost:${await freePort()}/`]));
    await expect(listener.received(20)).rejects.toMatchObject({
      message: expect.stringContaining("Nobody came back from the sign-in"),
      exitCode: 3,
    });
  });
});
