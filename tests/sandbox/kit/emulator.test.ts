import { Server } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import axios from "axios";
import { Hono } from "hono";
import {
  PortUnusable,
  type RunningEmulator,
  startEmulator,
  tryPorts,
} from "../../../sandbox/kit/emulator.ts";

let emulator: RunningEmulator;
let counter: number;

beforeEach(async () => {
  counter = 0;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.post("/count", (c) => c.json({ counter: ++counter }, 201));
  emulator = await startEmulator({
    name: "counter",
    app,
    state: () => ({ counter }),
    reset: () => {
      counter = 0;
    },
  });
});

afterEach(() => emulator.close());

const count = (query = "") =>
  axios.post(`${emulator.url}/count${query}`, {}, { validateStatus: () => true, proxy: false });
const handle = (path: string, body?: unknown) =>
  axios({
    method: body ? "POST" : "GET",
    url: `${emulator.url}/_sandbox/${path}`,
    data: body,
    validateStatus: () => true,
  });

describe("ports", () => {
  it("are looked at without being kept", async () => {
    const { port } = emulator;
    await expect(tryPorts([0, port])).rejects.toThrow(`Port ${port} is taken by another program.`);
    await emulator.close();
    await tryPorts([port]);
    await tryPorts([port]);
  });

  it("that only an administrator may use are told as such", async () => {
    const listen = jest.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server) {
      process.nextTick(() => this.emit("error", Object.assign(new Error("listen"), { code: "EACCES" })));
      return this;
    });
    const refused = await tryPorts([443]).catch((error: unknown) => error);
    listen.mockRestore();
    expect(refused).toBeInstanceOf(PortUnusable);
    expect(refused).toHaveProperty(
      "message",
      "Port 443 is kept for administrators of this machine. Choose another --port-base, or none for free ports.",
    );
  });
});

describe("test handles", () => {
  it("show the state and give it back on reset", async () => {
    await count();
    expect((await handle("state")).data).toEqual({ counter: 1 });
    await axios.post(`${emulator.url}/_sandbox/reset`);
    expect((await handle("state")).data).toEqual({ counter: 0 });
    expect((await handle("requests")).data).toEqual([]);
  });

  it("log method, path and status, and the names of query parameters without their values", async () => {
    await count("?token=hush&limit=1");
    const { data } = await handle("requests");
    expect(data).toEqual([
      { method: "POST", path: "/count?token&limit", status: 201, time: expect.any(String) },
    ]);
  });
});

describe("faults", () => {
  it("hit the requests they match, after `skip` and for `times`, and leave the rest alone", async () => {
    await handle("faults", [
      {
        match: { method: "post", path: "^/count" },
        skip: 1,
        times: 2,
        then: { status: 503, headers: { "retry-after": "3" }, body: { busy: true } },
      },
    ]);
    const answers = [await count(), await count(), await count(), await count()];
    expect(answers.map(({ status }) => status)).toEqual([201, 503, 503, 201]);
    expect(answers[1]?.headers["retry-after"]).toBe("3");
    expect(answers[1]?.data).toEqual({ busy: true });
    expect(counter).toBe(2);
  });

  it("drop the connection before the work", async () => {
    await handle("faults", [{ match: {}, then: { drop: "before" } }]);
    await expect(count()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(counter).toBe(0);
    expect(emulator.requests()).toMatchObject([{ status: "dropped" }]);
  });

  it("drop the connection after the work", async () => {
    await handle("faults", [{ match: {}, then: { drop: "after" } }]);
    await expect(count()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(counter).toBe(1);
  });

  it("drop it for who asks without the network, too", async () => {
    await handle("faults", [{ match: {}, times: 2, then: { drop: "after" } }]);
    const [closed] = await Promise.allSettled([
      fetch(new Request(`${emulator.url}/count`, { method: "POST" })),
    ]);
    const answer = emulator.fetch(new Request(`${emulator.url}/count`, { method: "POST" }));
    const { message, cause } = (closed as PromiseRejectedResult).reason as TypeError;
    await expect(answer).rejects.toMatchObject({ name: "TypeError", message, cause });
    expect(counter).toBe(2);
  });

  it("hold a request until they are set anew", async () => {
    await handle("faults", [{ match: {}, then: { hold: true } }]);
    const held = count();
    while (emulator.requests().length === 0) await new Promise(setImmediate);
    expect((await count()).data).toEqual({ counter: 1 });
    emulator.setFaults([]);
    expect((await held).data).toEqual({ counter: 2 });
  });

  it("are refused when malformed, with the place of the mistake", async () => {
    const answer = await handle("faults", [{ match: {}, then: { status: 99 } }]);
    expect(answer.status).toBe(400);
    expect(answer.data.error).toContain("[0].then");
  });
});
