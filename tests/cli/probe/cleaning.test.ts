import { afterEach, expect, test } from "@jest/globals";
import { NOTE, newName } from "../../../cli/probe/lab/mark.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";
import { permit, quickClock, reset, runProbe, writesTo } from "./run-probe.ts";

const sandbox = sharedByTests(startTrustedSandbox);
afterEach(() => reset(sandbox));

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

/** A run's clock, two hours later. */
const later = () => ({ ...quickClock(), date: () => Date.now() + 7_200_000 });

test("so does the next --write of a later hour, before it begins", async () => {
  const before = stateOf();
  await killedAt(8);
  const { err } = await runProbe(sandbox, [...IDP, "--write"], { clock: later() });
  expect(err).toMatch(/^Removed [1-9] of what an earlier probe had left\.$/m);
  expect(stateOf()).toEqual(before);
});

test("a probe that may be at work is left alone, at the beginning and at the end; --clean takes it for what is left", async () => {
  const before = stateOf();
  const { publisher, devportal, admin, graph } = await handles(sandbox);
  const [name, description] = [newName(Date.now()), NOTE];
  await publisher.post("/apis", { name, description, version: "1", context: `/${name}` });
  await devportal.post("/applications", { name, description, throttlingPolicy: "Unlimited" });
  await admin.post("/key-managers", { ...provider, name, description });
  await graph.post("/applications", { displayName: `${name}-client`, notes: NOTE });
  const atWork = stateOf();
  const { err } = await runProbe(sandbox, [...IDP, "--write"]);
  expect(err).toContain("4 of a probe that began within the last hour are left alone");
  expect(err).toMatch(/^Removed [5-9] of what was made\.$/m);
  expect(stateOf()).toEqual(atWork);
  expect((await runProbe(sandbox, ["--clean"])).out).toBe("Removed 4 of what probes have made.");
  expect(stateOf()).toEqual(before);
});

/** Somebody's own. */
const provider = {
  ...{ type: "AzureAD", tokenType: "DIRECT", issuer: "https://mine.example", enabled: true },
  ...{ consumerKeyClaim: "azp", scopesClaim: "scp", tokenEndpoint: "https://mine.example/token" },
};

test("name and note both have to fit: nothing else is touched", async () => {
  const { publisher, devportal, admin, graph } = await handles(sandbox);
  const [name, other] = ["choreo-azuread-probe-0123abcd012345", "choreo-azuread-probe-of-mine"];
  const application = (named: string, description: string) =>
    devportal.post("/applications", { name: named, description, throttlingPolicy: "Unlimited" });
  const api = (named: string, description: string) =>
    publisher.post("/apis", { name: named, description, version: "1", context: `/${named}` });
  await Promise.all([application(name, "Mine"), application(other, NOTE)]);
  await Promise.all([api(name, "Mine"), api(other, NOTE)]);
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

const listed = (path: string, status: number) =>
  sandbox.choreo.setFaults([{ match: { method: "GET", path }, times: 1000, then: { status } }]);

test.each([
  ["applications of Choreo", "/applications"],
  ["APIs of Choreo", "publisher.*/apis"],
  ["identity providers of Choreo", "admin.*/key-managers"],
])("where the %s cannot be listed, it is said that something may be left", async (what, path) => {
  listed(path, 400);
  const { code, out } = await runProbe(sandbox, ["--clean"]);
  expect({ code, out }).toEqual({
    code: 1,
    out: expect.stringContaining(`Something may be left: there was no list of the ${what}.`),
  });
});

const KINDS =
  "applications of Choreo, the APIs of Choreo, the identity providers of Choreo, the app registrations of Entra ID";
test.each([["--clean"], ["--write"]])(
  "%s with rights that make nothing says so and ends well",
  async (option) => {
    sandbox.choreo.setSwitches({ personalAccessTokenScopes: ["apim:none"] });
    await permit(sandbox, ["User.Read.All"]);
    const { code, out, err } = await runProbe(sandbox, [...IDP, option]);
    expect(`${out}${err}`).toContain(`These credentials may not list the ${KINDS}: what probes with others`);
    expect(code).toBe(0);
  },
);

test("an answer that was lost, where nothing can be listed, leaves something to be looked for", async () => {
  await permit(sandbox, ["Application.ReadWrite.OwnedBy"]);
  sandbox.entra.setSwitches({ ownedByMayList: false });
  sandbox.entra.setFaults([
    { match: { method: "POST", path: "/v1.0/applications$" }, times: 9, then: { drop: "after" } },
  ]);
  const { code, err } = await runProbe(sandbox, ["--write", "--check", "E7"]);
  expect(code).toBe(1);
  expect(err).toContain("Something may be left: there was no list of the app registrations of Entra ID.");
});

test("checks of one side, or that write nothing, clean nothing of the other", async () => {
  const { err } = await runProbe(sandbox, ["--write", "--check", "E5", "C1"]);
  expect(err).toContain("Removed 1 of what was made.");
  expect(sandbox.choreo.requests().filter(({ path }) => path.includes("/applications"))).toEqual([]);
  await runProbe(sandbox, ["--write", "--check", "E1", "C1"]);
  expect(sandbox.entra.requests().filter(({ path }) => path.includes("startswith"))).toEqual([]);
});

test("--clean does not end well where a side refused its credentials", async () => {
  sandbox.choreo.setSwitches({ personalAccessTokenStatus: "REVOKED" });
  const { code, err } = await runProbe(sandbox, ["--clean"]);
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining("Choreo is left out") });
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
      sandbox.choreo.setFaults([
        { match: { method: "GET", path: "admin.*/key-managers" }, ...broken } as never,
      ]);
      sandbox.entra.setFaults([{ match: { method: "GET", path: "/v1.0/applications" }, ...broken } as never]);
    }
    return isBroken;
  };
  const { out, err } = await runProbe(sandbox, [...IDP, "--write"], { isStopped });
  expect(out).toContain("### What `npm run probe` saw");
  expect(err).toContain("npm run probe -- --clean");
});
