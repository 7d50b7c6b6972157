import { describe, expect, test } from "@jest/globals";
import { books, harnessFor, refusalOf } from "./harness.ts";

const environment = { name: "Default", vhost: "localhost", displayOnDevportal: true };

describe("a deployment that waits for approval in apim", () => {
  const harness = harnessFor({ flavour: "apim", switches: { workflows: { deployment: true } } });
  const path = `/apis/${books}/revisions`;
  const make = async (): Promise<string> => (await harness.publisher("POST", path, {})).body.id;
  const act = (verb: string, id: string) =>
    harness.publisher("POST", `/apis/${books}/${verb}?revisionId=${id}`, [environment]);
  const cancel = (id: string) =>
    harness.publisher("DELETE", `/apis/${books}/cancel-revision-workflow/${id}/Default`);
  const deployments = async (): Promise<[string, string][]> => {
    const { list } = (await harness.publisher("GET", `/apis/${books}/deployments`)).body;
    return list.map((one: { revisionUuid: string; status: string }) => [one.revisionUuid, one.status]);
  };
  const first = async (): Promise<string> => (await harness.publisher("GET", path)).body.list[0].id;
  const decide = (verdict: string) =>
    harness.raw("POST", `${harness.choreo.url}/_sandbox/choreo/${verdict}`, { body: "{}" });
  const atGateway = () =>
    harness.choreo.controlPlane.gatewayView().deployedApis.filter(({ apiId }) => apiId === books).length;

  test.each([
    ["approve", "APPROVED"],
    ["reject", "REJECTED"],
  ])("leaves the gateways what they have; then %s", async (verdict, status) => {
    const [before, id] = [await first(), await make()];
    const deployed = await act("deploy-revision", id);
    expect(deployed).toMatchObject({ status: 201, body: [{ name: "Default", status: "CREATED" }] });
    expect(deployed.body[0]).not.toHaveProperty("successDeployedTime");
    const waiting: [string, string][] = [
      [before, "APPROVED"],
      [id, "CREATED"],
    ];
    expect(await deployments()).toEqual(waiting);
    expect(atGateway()).toBe(1);

    await decide(verdict);
    const kept = status === "APPROVED" ? [] : [[before, "APPROVED"]];
    expect(await deployments()).toEqual([...kept, [id, status]]);
    expect(atGateway()).toBe(1);
    const removed = await harness.publisher("DELETE", `${path}/${id}`);
    expect(removed.status).toBe(status === "APPROVED" ? 400 : 200);
  });

  test("can be taken back, once", async () => {
    const [before, id] = [await first(), await make()];
    await act("deploy-revision", id);
    expect(refusalOf(await harness.publisher("DELETE", `${path}/${id}`))).toEqual({
      status: 400,
      code: 900348,
    });
    expect(await cancel(id)).toMatchObject({ status: 200 });
    expect(await deployments()).toEqual([[before, "APPROVED"]]);
    expect((await harness.raw("GET", `${harness.choreo.url}/_sandbox/choreo/pending`, {})).body).toEqual([]);
    expect(refusalOf(await cancel(id))).toEqual({ status: 412, code: 900557 });
  });

  test("ends with an approval of another one in its environment", async () => {
    const [one, other] = [await make(), await make()];
    await act("deploy-revision", one);
    await act("deploy-revision", other);
    const subject = `${other} Default`;
    await harness.raw("POST", `${harness.choreo.url}/_sandbox/choreo/approve`, {
      body: JSON.stringify({ subject }),
    });
    expect(await deployments()).toEqual([[other, "APPROVED"]]);
    expect(refusalOf(await cancel(one))).toEqual({ status: 412, code: 900557 });
  });

  test("is not asked for again for what is deployed already", async () => {
    const before = await first();
    await act("deploy-revision", before);
    expect(await deployments()).toEqual([[before, "APPROVED"]]);
  });
});

describe("Choreo, which knows no such approval", () => {
  const harness = harnessFor({
    contract: false,
    flavour: "choreo",
    switches: { workflows: { deployment: true } },
  });

  test("deploys at once, shows no status, and has nothing to take back", async () => {
    const { id } = (await harness.publisher("POST", `/apis/${books}/revisions`, {})).body;
    const path = `/apis/${books}/deploy-revision?revisionId=${id}`;
    const deployed = await harness.publisher("POST", path, [environment]);
    expect(deployed).toMatchObject({ status: 201, body: [{ revisionUuid: id }] });
    expect(deployed.body[0]).not.toHaveProperty("status");
    const cancelled = await harness.publisher(
      "DELETE",
      `/apis/${books}/cancel-revision-workflow/${id}/Default`,
    );
    expect(cancelled.status).toBe(404);
  });
});
