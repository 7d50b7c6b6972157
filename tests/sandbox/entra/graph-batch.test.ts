import { expect, it } from "@jest/globals";
import { ada, refusedBy, useTenant } from "./support.ts";

const tenant = useTenant();

it("answers each request of a batch as it would alone", async () => {
  const { responses } = await tenant.done("POST", "/$batch", {
    requests: [
      { id: "1", method: "GET", url: `/users/${ada.id}?$select=userPrincipalName` },
      { id: "2", method: "GET", url: "/users/nobody" },
    ],
  });
  expect(responses).toEqual([
    expect.objectContaining({
      id: "1",
      status: 200,
      body: expect.objectContaining({ userPrincipalName: ada.userPrincipalName }),
    }),
    expect.objectContaining({ id: "2", status: 404 }),
  ]);
});

it("refuses more than twenty", async () => {
  const requests = Array.from({ length: 21 }, (_, id) => ({ id: `${id}`, method: "GET", url: "/users" }));
  await refusedBy(tenant)("POST", "/$batch", { requests }, 400, "Request_BadRequest", "maximum value of 20");
});
