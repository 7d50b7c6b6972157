import net from "node:net";
import { expect, test } from "@jest/globals";
import { keepingProcess } from "./keepingProcess.ts";

test("listeners, variables and fetch are as they were", async () => {
  const state = () => [process.listeners("unhandledRejection"), { ...process.env }, globalThis.fetch];
  const before = state();
  await keepingProcess(async () => {
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", () => undefined);
    process.env.OF_A_TEST = "1";
    globalThis.fetch = async () => new Response();
  });
  expect(state()).toEqual(before);
});

test("who leaves Node.js's way to connect changed is told", async () => {
  const { connect } = net.Socket.prototype;
  const changing = keepingProcess(async () => {
    net.Socket.prototype.connect = () => new net.Socket();
  });
  await expect(changing).rejects.toThrow("leaves Socket.connect changed");
  net.Socket.prototype.connect = connect;
});
