import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { NOTE } from "../../../cli/probe/lab/mark.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";
import { reset, runProbe, writesTo } from "./run-probe.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
});
afterEach(() => reset(sandbox));
afterAll(() => sandbox.stop());

const stateOf = () => ({ choreo: sandbox.choreo.state(), entra: sandbox.entra.state() });
const IDP = ["--identity-provider", "AzureAD"];

/** As a kill leaves it: from one write on nothing gets through any more, and so nothing is removed. */
async function killedAt(write: number): Promise<void> {
  const dead = { status: 403 } as const;
  const writes = [{ match: { method: "POST|PUT|PATCH|DELETE" }, skip: write, times: 1000, then: dead }];
  sandbox.choreo.setFaults(writes);
  sandbox.entra.setFaults([
    { ...writes[0], match: { method: "POST|PATCH|DELETE", path: "/v1.0/" } } as never,
  ]);
  const { code, err } = await runProbe(sandbox, [...IDP, "--write"]);
  expect(code).toBe(1);
  expect(err).toContain("npm run probe -- --clean");
  sandbox.choreo.setFaults([]);
  sandbox.entra.setFaults([]);
}

test.each([3, 8])("--clean removes what a run that ended at its write %i has left", async (write) => {
  const before = stateOf();
  await killedAt(write);
  expect(stateOf()).not.toEqual(before);
  const { code, out } = await runProbe(sandbox, ["--clean"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringMatching(/^Removed [1-9] of what probes have made\.$/),
  });
  expect(stateOf()).toEqual(before);
  expect((await runProbe(sandbox, ["--clean"])).out).toBe("Removed 0 of what probes have made.");
});

test("so does the next --write, before it begins", async () => {
  const before = stateOf();
  await killedAt(8);
  const { err } = await runProbe(sandbox, [...IDP, "--write"]);
  expect(err).toMatch(/^Removed [1-9] of what an earlier probe had left\.$/m);
  expect(stateOf()).toEqual(before);
});

test("name and note both have to fit: nothing else is touched", async () => {
  const { publisher, devportal, admin, graph } = await handles(sandbox);
  const [name, other] = ["choreo-azuread-probe-0123abcd", "choreo-azuread-probe-of-mine"];
  const application = (named: string, description: string) =>
    devportal.post("/applications", { name: named, description, throttlingPolicy: "Unlimited" });
  const api = (named: string, description: string) =>
    publisher.post("/apis", { name: named, description, version: "1", context: `/${named}` });
  await Promise.all([application(name, "Mine"), application(other, NOTE)]);
  await Promise.all([api(name, "Mine"), api(other, NOTE)]);
  const provider = {
    ...{ type: "AzureAD", tokenType: "DIRECT", issuer: "https://mine.example", enabled: true },
    ...{ consumerKeyClaim: "azp", scopesClaim: "scp", tokenEndpoint: "https://mine.example/token" },
  };
  await admin.post("/key-managers", { ...provider, name, description: "Mine" });
  await admin.post("/key-managers", { ...provider, name: other, description: NOTE });
  await graph.post("/applications", { displayName: name, notes: "Mine" });
  await graph.post("/applications", { displayName: other, notes: NOTE });
  const before = stateOf();
  expect((await runProbe(sandbox, ["--clean"])).out).toBe("Removed 0 of what probes have made.");
  await runProbe(sandbox, [...IDP, "--write"]);
  expect(stateOf()).toEqual(before);
});

test("what others have is never written to: every write is to what the probe has made", async () => {
  await runProbe(sandbox, [...IDP, "--write"]);
  const { apis, applications } = sandbox.choreo.state() as Record<
    string,
    { id?: string; applicationId?: string }[]
  >;
  const ids = [...(apis ?? []), ...(applications ?? [])].map(
    ({ id, applicationId }) => id ?? applicationId ?? "",
  );
  expect(ids.length).toBeGreaterThan(1);
  expect(writesTo(sandbox).filter(({ path }) => ids.some((id) => path.includes(id)))).toEqual([]);
});

test("Ctrl-C: the checks end, what was made is removed, the exit code is 130", async () => {
  const before = stateOf();
  const isStopped = () =>
    sandbox.choreo.requests().some(({ method, path }) => method === "POST" && path.includes("/apis"));
  const { code, out } = await runProbe(sandbox, [...IDP, "--write", "--json"], { isStopped });
  expect(code).toBe(130);
  const { checks } = JSON.parse(out) as { checks: { id: string }[] };
  expect(checks.at(-1)?.id).toBe("C22");
  expect(stateOf()).toEqual(before);
});

test("where a list cannot be read, it is said that something may be left", async () => {
  sandbox.choreo.setFaults([
    { match: { method: "GET", path: "/applications" }, times: 1000, then: { status: 403 } },
  ]);
  const { code, out } = await runProbe(sandbox, ["--clean"]);
  expect(code).toBe(1);
  expect(out).toContain("0 could not be removed, 1 lists could not be read.");
});

test("so it is where the identity providers cannot be listed, unless these credentials could have made none", async () => {
  const listed = (status: number) =>
    sandbox.choreo.setFaults([
      { match: { method: "GET", path: "admin.*/key-managers" }, times: 1000, then: { status } },
    ]);
  listed(403);
  expect(await runProbe(sandbox, ["--clean"])).toMatchObject({ code: 0 });
  listed(500);
  const { code, out } = await runProbe(sandbox, ["--clean"]);
  expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining("1 lists could not be read.") });
});

test("a service that breaks off while it cleans takes neither the report nor the hint away", async () => {
  const broken = { times: 1000, then: { drop: "before" } };
  let isBroken = false;
  const isStopped = () => {
    if (
      !isBroken &&
      sandbox.choreo.requests().some(({ method, path }) => method === "POST" && path.includes("/apis"))
    ) {
      isBroken = true;
      sandbox.choreo.setFaults([{ match: { path: "/api/am/" }, ...broken } as never]);
      sandbox.entra.setFaults([{ match: { path: "/v1.0/" }, ...broken } as never]);
    }
    return isBroken;
  };
  const { out, err } = await runProbe(sandbox, [...IDP, "--write"], { isStopped });
  expect(out).toContain("### What `npm run probe` saw");
  expect(err).toContain("npm run probe -- --clean");
});
