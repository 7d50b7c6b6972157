import { expect, test } from "@jest/globals";
import { signIn } from "../../sandbox/kit/services.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { graphTypesPresent } from "../contract/graph/types.ts";
import { azurePortal } from "./azurePortal.ts";
import { startSandbox } from "./sandbox.ts";

const publish = `/apis/change-lifecycle?apiId=${seed.apis.books.id}&action=Publish`;

test("the services lag, after a reset too, but for what is done by hand", async () => {
  const sandbox = await startSandbox();
  const { entra, choreo, stop } = sandbox;
  const handle = (url: string, method = "GET") =>
    Promise.resolve(choreo.fetch(new Request(`${choreo.url}/_sandbox/${url}`, { method })));
  try {
    for (const time of ["from the start", "after a reset"]) {
      expect(await (await handle("choreo/switches")).json()).toMatchObject({
        gatewayDelayMs: 100,
        searchDelayMs: 100,
      });
      const { graph } = azurePortal(sandbox);
      const { id } = await graph("POST", "/applications", { displayName: time });
      await expect(graph("GET", `/applications/${id}`)).rejects.toThrow("404");
      expect(await graph("GET", `/applications/${id}`)).toMatchObject({ displayName: time });
      await graph("DELETE", `/applications/${id}`);
      expect(await graph("GET", `/applications/${id}`)).toMatchObject({ displayName: time });

      const byHand = await signIn(sandbox);
      const made = await byHand.graph.post("/applications", { displayName: time });
      expect(await byHand.graph.get(`/applications/${made.id}`)).toMatchObject({ displayName: time });
      await byHand.publisher.post(publish);
      expect(await byHand.devportal.get("/apis")).toMatchObject({ count: 1 });

      entra.reset();
      await handle("reset", "POST");
    }
  } finally {
    await stop();
  }
});

(graphTypesPresent ? test : test.skip)("what is out of Graph's contract is told at the end", async () => {
  const sandbox = await startSandbox();
  const guest = sandbox.entra.addGuest({ mail: "alan@example.org" });
  Object.assign(guest, { colour: "red" });
  const { graph } = await signIn(sandbox);
  await graph.get(`/users/${guest.id}?$select=id,displayName`);
  await graph.get(`/users/${guest.id}`);
  await expect(sandbox.stop()).rejects.toThrow(
    "Out of Graph's contract:\nGET /v1.0/users/{id} 200, answer: unknown property colour",
  );
});
