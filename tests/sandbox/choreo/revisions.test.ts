import { describe, expect, test } from "@jest/globals";
import { books, changeLifecycle, flavours, harnessFor, orders, refusalOf } from "./harness.ts";

describe.each(flavours)("revisions of %s", (flavour) => {
  const harness = harnessFor({ flavour });
  const path = `/apis/${books}/revisions`;
  const make = async (description = "x"): Promise<string> =>
    (await harness.publisher("POST", path, { description })).body.id;
  const list = async (query = "") => (await harness.publisher("GET", path + query)).body;
  const environment = { name: "Default", vhost: "localhost", displayOnDevportal: true };
  const act = (verb: string, id: string, body: unknown = [environment], api = books) =>
    harness.publisher("POST", `/apis/${api}/${verb}?revisionId=${id}`, body);

  test("a revision is made, read, listed and deleted", async () => {
    const created = await harness.publisher("POST", path, { description: "Second" });
    const { id } = created.body;
    expect(created).toMatchObject({
      status: 201,
      body: { displayName: "Revision 2", description: "Second", apiInfo: { id: books }, deploymentInfo: [] },
    });
    expect(created.headers.get("location")).toBe(`${path}/${id}`);
    expect((await harness.publisher("GET", `${path}/${id}`)).body).toEqual(created.body);
    expect(await list()).toMatchObject({ count: 2 });
    const deleted = await harness.publisher("DELETE", `${path}/${id}`);
    expect(deleted).toMatchObject({ status: 200, body: { count: 1, list: [{ displayName: "Revision 1" }] } });
    expect(refusalOf(await harness.publisher("GET", `${path}/${id}`))).toEqual({ status: 404, code: 900347 });
  });

  test("no body is needed, and numbers are not used twice", async () => {
    const { body } = await harness.publisher("POST", path);
    await harness.publisher("DELETE", `${path}/${body.id}`);
    expect((await harness.publisher("POST", path)).body.displayName).toBe("Revision 3");
  });

  test("an API has five at most, and fewer where the tenant says so", async () => {
    for (let i = 0; i < 4; i++) await make();
    expect(await harness.publisher("POST", path, {})).toMatchObject({
      status: 400,
      body: { code: 900351, message: "Can not create API Revision " },
    });
    await harness.publisher("DELETE", `${path}/${(await list("?query=deployed:false")).list[0].id}`);
    expect(await harness.publisher("POST", path, {})).toMatchObject({ status: 201 });
    harness.choreo.setSwitches({ maxRevisions: 1 });
    const other = await harness.publisher("POST", `/apis/${orders}/revisions`, {});
    expect(refusalOf(other)).toEqual({ status: 400, code: 900351 });
  });

  test("the query tells deployed ones from the others", async () => {
    const id = await make();
    expect((await list("?query=deployed:false")).list).toMatchObject([{ id }]);
    expect((await list("?query=deployed:true")).list).toMatchObject([
      { displayName: "Revision 1", deploymentInfo: [{ name: "Default", vhost: "localhost" }] },
    ]);
  });

  test("a deployment answers 201 and takes the place of the other revision in its environment alone", async () => {
    const [first] = (await list()).list;
    await act("deploy-revision", first.id, [{ name: "Staging", vhost: "staging.localhost" }]);
    const id = await make();
    const deployed = await act("deploy-revision", id);
    expect(deployed).toMatchObject({
      status: 201,
      body: [{ revisionUuid: id, name: "Default", vhost: "localhost", displayOnDevportal: true }],
    });
    expect("status" in deployed.body[0]).toBe(flavour === "apim");
    const { body } = await harness.publisher("GET", `/apis/${books}/deployments`);
    const places = body.list.map((one: { name: string; revisionUuid: string }) => [
      one.name,
      one.revisionUuid,
    ]);
    expect(new Map(places)).toEqual(
      new Map([
        ["Staging", first.id],
        ["Default", id],
      ]),
    );
  });

  test("a deployed revision cannot be deleted until it is undeployed", async () => {
    const [{ id }] = (await list()).list;
    expect(await harness.publisher("DELETE", `${path}/${id}`)).toMatchObject({
      status: 400,
      body: { code: 900348, description: expect.stringContaining("undeploy") },
    });
    expect(await act("undeploy-revision", id)).toMatchObject({ status: 201, body: [{ name: "Default" }] });
    expect(await harness.publisher("DELETE", `${path}/${id}`)).toMatchObject({
      status: 200,
      body: { count: 0 },
    });
  });

  test("undeploying everywhere needs no list", async () => {
    const [{ id }] = (await list()).list;
    await act("deploy-revision", id, [{ name: "Staging" }]);
    const undeployed = await harness.publisher(
      "POST",
      `/apis/${books}/undeploy-revision?revisionId=${id}&allEnvironments=true`,
    );
    expect(undeployed).toMatchObject({ status: 201, body: [{}, {}] });
    expect((await list("?query=deployed:true")).count).toBe(0);
  });

  test("restoring copies a revision back to the working copy", async () => {
    const [{ id }] = (await list()).list;
    const { body: before } = await harness.publisher("GET", `/apis/${books}`);
    await harness.publisher("PUT", `/apis/${books}`, { ...before, description: "changed" });
    expect(await act("restore-revision", id, undefined)).toMatchObject({
      status: 201,
      body: { id: books, description: before.description },
    });
    expect((await harness.publisher("GET", `/apis/${books}`)).body.description).toBe(before.description);
  });

  test("what is deployed stays as it was when the working copy changes", async () => {
    const deployed = () =>
      harness.choreo.controlPlane.gatewayView().deployedApis.find(({ apiId }) => apiId === books)?.operations;
    const { body: api } = await harness.publisher("GET", `/apis/${books}`);
    const name = flavour === "choreo" ? "read" : "urn:taylordean:books:read";
    await harness.publisher("PUT", `/apis/${books}`, {
      ...api,
      scopes: [{ scope: { name, bindings: [] }, shared: false }],
      operations: api.operations.slice(0, 1).map((one: object) => ({ ...one, scopes: [name] })),
    });
    expect(deployed()).toHaveLength(4);
    const [{ id: old }] = (await list()).list;
    expect((await harness.publisher("GET", `/apis/${old}`)).body).toMatchObject({
      isRevision: true,
      revisionedApiId: books,
      scopes: [],
    });
    await act("deploy-revision", await make());
    expect(deployed()).toMatchObject([
      { verb: "GET", target: "/books", scopes: ["urn:taylordean:books:read"] },
    ]);
  });

  test("refusals", async () => {
    const id = await make();
    const unknown = { status: 404, code: 900347 };
    expect(refusalOf(await act("deploy-revision", "unknown"))).toEqual(unknown);
    expect(refusalOf(await act("undeploy-revision", "unknown"))).toEqual(unknown);
    expect(refusalOf(await act("restore-revision", "unknown", undefined))).toEqual(unknown);
    expect(refusalOf(await harness.publisher("DELETE", `${path}/unknown`))).toEqual(unknown);
    // A revision of another API is as unknown as none.
    expect(refusalOf(await act("deploy-revision", id, [environment], orders))).toEqual(unknown);
    expect(refusalOf(await harness.publisher("POST", "/apis/unknown/revisions", {}))).toEqual({
      status: 404,
      code: 900308,
    });
    expect(refusalOf(await act("deploy-revision", id, [{ name: "Nowhere" }]))).toEqual({
      status: 400,
      code: 903233,
    });
    expect(refusalOf(await act("deploy-revision", id, [{ ...environment, vhost: "x.example" }]))).toEqual({
      status: 400,
      code: 900512,
    });
    for (const action of ["Publish", "Deprecate", "Retire"]) await changeLifecycle(harness, action);
    expect(refusalOf(await act("deploy-revision", id))).toEqual({ status: 400, code: 903227 });
  });
});
