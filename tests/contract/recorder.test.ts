import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Exchange, Flavour } from "../../sandbox/choreo/index.ts";
import { type ContractRecording, recordContract } from "./recorder.ts";
import { specsPresent, tellThatSpecsAreAbsent } from "./specs.ts";

beforeAll(() => {
  if (!specsPresent) tellThatSpecsAreAbsent();
});

const id = "e1000000-0000-4000-8000-000000000001";
const portal = "/api/am/devportal/v2";
const application = { name: "storefront", throttlingPolicy: "Unlimited" };
const made = { ...application, applicationId: id, status: "APPROVED" };
const refused = (code: number) => ({ code, message: "m", description: "d", moreInfo: "", error: [] });

/** `POST /applications` as it should be, but for what is given. */
function exchange(change: Partial<Exchange> & { request?: unknown; answer?: unknown } = {}): Exchange {
  const { request = application, answer = made, ...rest } = change;
  const textOf = (body: unknown) => (body === "" ? "" : JSON.stringify(body));
  return {
    method: "POST",
    path: `${portal}/applications?organizationId=${id}`,
    headers: { "content-type": "application/json" },
    requestBody: textOf(request),
    status: 201,
    responseHeaders: { "content-type": "application/json" },
    responseBody: textOf(answer),
    ...rest,
  };
}

/** An emulator that says what it is told to. */
function recorder(flavour: Flavour = "choreo"): {
  say(exchange: Exchange): void;
  recording: ContractRecording;
} {
  const listeners: ((exchange: Exchange) => void)[] = [];
  const onExchange = (listener: (exchange: Exchange) => void) => {
    listeners.push(listener);
    return () => listeners.splice(listeners.indexOf(listener), 1);
  };
  const recording = recordContract({ flavour, onExchange });
  return { recording, say: (one) => [...listeners].forEach((listener) => void listener(one)) };
}

async function complaints(one: Exchange, flavour: Flavour = "choreo"): Promise<string[]> {
  const { say, recording } = recorder(flavour);
  say(one);
  return (await recording.violations()).map(({ side, what }) => `${side}: ${what}`);
}

const get = { method: "GET", status: 200, request: "" };
const list = { count: 0, list: [], pagination: { offset: 0, limit: 25, total: 0, next: "", previous: "" } };
const oneKey = `${portal}/applications/${id}/oauth-keys/${id}`;

(specsPresent ? describe : describe.skip)("the recorder of the contract", () => {
  test.each<[string, Parameters<typeof exchange>[0], Flavour]>([
    ["the exchange as it should be", {}, "choreo"],
    ["nulls for what is absent", { answer: { ...made, owner: null } }, "choreo"],
    [
      "a malformed request that is refused as such",
      { request: { x: 1 }, status: 400, answer: refused(400) },
      "choreo",
    ],
    ["401 of every operation", { status: 401, answer: refused(401) }, "choreo"],
    [
      "an unknown tenant",
      { path: "/api/am/devportal/v3/applications", status: 400, answer: refused(901300) },
      "apim",
    ],
    [
      "the quota",
      {
        path: "/api/am/publisher/v2/apis",
        status: 429,
        request: { name: "a", version: "1", context: "/a" },
        answer: "",
      },
      "choreo",
    ],
    [
      "an answer of the right shape under another status",
      { method: "DELETE", path: `${portal}/applications/${id}`, request: "", answer: "" },
      "choreo",
    ],
    [
      "DELETE of a key, which Choreo's file does not have",
      { method: "DELETE", path: oneKey, request: "", status: 200, answer: "" },
      "choreo",
    ],
    [
      "the same where the server has it neither",
      { method: "DELETE", path: oneKey, request: "", status: 405, answer: "" },
      "choreo",
    ],
    ["API Manager 4.0", { ...get, path: "/api/am/devportal/v2/applications", answer: list }, "apim"],
    [
      "API Manager 4.1, without a file",
      { ...get, path: "/api/am/publisher/v3/apis", answer: { any: 1 } },
      "apim",
    ],
    ["what is no management API", { path: "/oauth2/token", request: "" }, "choreo"],
  ])("has nothing against %s", async (_, change, flavour) => {
    expect(await complaints(exchange(change), flavour)).toEqual([]);
  });

  test.each<[string, Parameters<typeof exchange>[0], RegExp]>([
    [
      "a request without what is required",
      { request: { name: "x" } },
      /^request: .*required property 'throttlingPolicy'/,
    ],
    [
      "a request with an unknown property",
      { request: { ...application, colour: 1 } },
      /^request: .*additional.*"colour"/,
    ],
    [
      "a request with a value of the wrong type",
      { request: { ...application, name: 7 } },
      /^request: .*name must be string/,
    ],
    ["a request without a body", { request: "" }, /^request: .*requestBody/],
    [
      "an unknown query parameter",
      { path: `${portal}/applications?colour=red` },
      /^request: .*query.*"colour"/,
    ],
    [
      "a query parameter of the wrong type",
      { ...get, path: `${portal}/applications?limit=x`, answer: list },
      /^request: .*limit must be integer/,
    ],
    [
      "a date that is none",
      {
        ...get,
        path: `/api/am/publisher/v2/apis/${id}/revisions/${id}`,
        answer: { id, createdTime: "today" },
      },
      /^answer: .*createdTime.*date-time/,
    ],
    [
      "an answer with an unknown property",
      { answer: { ...made, colour: 1 } },
      /^answer: .*additional.*"colour"/,
    ],
    [
      "an answer with a value of the wrong type",
      { answer: { ...made, groups: "all" } },
      /^answer: .*groups must be array/,
    ],
    ["an answer without its body", { answer: "" }, /^answer: The body is empty/],
    [
      "a body where none is foreseen",
      { method: "DELETE", path: `${portal}/applications/${id}`, request: "", status: 200 },
      /^answer: A body is not foreseen/,
    ],
    [
      "a status that is not listed",
      { status: 500, answer: refused(500) },
      /^answer: Status 500 with code 500 is not listed/,
    ],
    [
      "a listed deviation with another code",
      {
        path: `${portal}/applications/${id}/map-keys`,
        request: { consumerKey: "c", keyType: "SANDBOX" },
        status: 409,
        answer: refused(409),
      },
      /^answer: Status 409 with code 409/,
    ],
    [
      "an operation's deviation at another operation",
      { path: `${portal}/applications`, status: 403, answer: refused(403) },
      /^answer: Status 403/,
    ],
    [
      "an error that lacks a property",
      { status: 401, answer: { code: 401, message: "" } },
      /^answer: An error of code, message/,
    ],
    [
      "an operation that there is not",
      { method: "DELETE", path: `${portal}/settings`, request: "", status: 405, answer: "" },
      /^request: The OpenAPI file has no such operation/,
    ],
    [
      "a path of no file",
      { path: "/api/am/service-catalog/v1/services" },
      /^request: The path is of no OpenAPI file/,
    ],
  ])("catches %s", async (_, change, expected) => {
    const found = await complaints(exchange(change));
    expect(found).toEqual([expect.stringMatching(expected)]);
  });

  test("scopePrefix is of Choreo alone, visibility of API Manager alone", async () => {
    const api = { name: "a", version: "1", context: "/a", scopePrefix: "urn:x:" };
    const post = (version: string) =>
      exchange({ path: `/api/am/publisher/${version}/apis`, request: api, answer: api });
    expect(await complaints(post("v2"), "choreo")).toEqual([]);
    expect(await complaints(post("v4"), "apim")).toHaveLength(2);
    const visible = { ...application, visibility: "PRIVATE" };
    const app = (version: string) =>
      exchange({ path: `/api/am/devportal/${version}/applications`, request: visible, answer: visible });
    expect(await complaints(app("v3"), "apim")).toEqual([]);
    expect(await complaints(app("v2"), "choreo")).toHaveLength(2);
  });

  test("each exchange is told once, however many ask at the same time, and none is lost meanwhile", async () => {
    const { say, recording } = recorder();
    const other = recorder("apim");
    for (let i = 0; i < 20; i++) {
      say(exchange({ answer: { ...made, colour: i } }));
      other.say(exchange({ path: "/api/am/devportal/v3/applications", request: { name: "x" } }));
    }
    const asked = [recording.violations(), other.recording.violations(), recording.violations()];
    say(exchange({ status: 500, answer: refused(500) }));
    const [first, apim, second] = await Promise.all(asked);
    expect([first?.length, apim?.length, second?.length]).toEqual([20, 20, 0]);
    expect(await recording.violations()).toMatchObject([{ operation: "POST /applications", status: 500 }]);
    expect(recording.seen()).toEqual(["POST /applications 201", "POST /applications 500"]);
    recording.stop();
    say(exchange({ answer: "" }));
    expect(await recording.violations()).toEqual([]);
  });
});
