import { describe, expect, test } from "@jest/globals";
import { chooseRedirect } from "../../../cli/invoke/redirect.ts";

describe("the redirect URI", () => {
  test("is the first on this machine, to the character", () => {
    expect(chooseRedirect(["https://shop.example/cb", "https://localhost:9000/"])).toEqual({
      uri: "https://localhost:9000/",
      listen: { hosts: ["127.0.0.1", "::1"], port: 9000, path: "/", tls: true },
    });
  });

  test.each([
    ["https://localhost/", 443],
    ["http://127.0.0.1/", 80],
  ])("without a port, %s means %d", (uri, port) => {
    expect(chooseRedirect([uri]).listen?.port).toBe(port);
  });

  test("on a wanted port", () => {
    const registered = ["https://localhost:9000/", "https://localhost:9001/cb"];
    expect(chooseRedirect(registered, { port: 9001 }).uri).toBe("https://localhost:9001/cb");
  });

  test.each([
    ["http://127.0.0.1:9000/", "127.0.0.1"],
    ["http://[::1]:9000/", "::1"],
  ])("%s is that one address", (uri, address) =>
    expect(chooseRedirect([uri]).listen?.hosts).toEqual([address]),
  );

  test("http://localhost takes any port", () => {
    expect(chooseRedirect(["http://localhost/cb"], { port: 8765 })).toEqual({
      uri: "http://localhost:8765/cb",
      listen: { hosts: ["127.0.0.1", "::1"], port: 8765, path: "/cb", tls: false },
    });
  });

  test("for pasting is the first one, wherever it is", () => {
    expect(chooseRedirect(["https://shop.example/cb"], { paste: true })).toEqual({
      uri: "https://shop.example/cb",
      listen: undefined,
    });
  });

  test.each([
    ["none at all", [], {}, "The client has no redirect URI."],
    [
      "none on this machine",
      ["https://shop.example/cb"],
      {},
      /None of the client's redirect URIs is on this/,
    ],
    [
      "none on that port",
      ["https://localhost:9000/"],
      { port: 9001 },
      /registered for port 9001: https:\/\/localhost:9000\//,
    ],
  ])("%s: says so", (_, registered, wanted, message) => {
    expect(() => chooseRedirect(registered, wanted)).toThrow(message);
  });
});
