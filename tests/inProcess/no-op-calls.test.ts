import { expect, test } from "@jest/globals";
import { CONFIG, callsOf, environmentOf, startControlPlane } from "../engine/choreoProgram.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { withProgram } from "./open.ts";

/** The look-ups of the project's program, a published API, and applications with a key and a subscription each. */
const PROGRAM = `
  import * as pulumi from "@pulumi/pulumi";
  import * as choreo from "#choreo/index";
  const config = new pulumi.Config("choreo-azuread");
  const control = choreo.controlPlane(config);
  const { apiId } = await choreo.getApi(control, { name: "books", version: "1.0.0" });
  const { name: identityProvider } = await choreo.getIdentityProvider(control, { name: "AzureAD" });
  const lifecycle = new choreo.ApiLifecycle("books", { apiId });
  for (let number = 1; number <= config.requireNumber("applications"); number++) {
    const name = "app-" + number;
    const application = new choreo.Application(name, { name });
    const applicationId = application.id;
    const consumerKey = "client-" + number;
    new choreo.IdpKey(name, { applicationId, identityProvider, consumerKey, keyType: "PRODUCTION" }, { deletedWith: application });
    new choreo.Subscription(name, { applicationId, apiId }, { deletedWith: application, dependsOn: lifecycle });
  }
`;

const choreo = sharedByTests(startControlPlane);

test(
  "a preview without changes makes the same calls for 100 resources as for 10: the look-ups, and no write",
  async () => {
    const config = (applications: number) => ({ ...CONFIG, "choreo-azuread:applications": applications });
    await withProgram(PROGRAM, { config: config(3), env: environmentOf(choreo) }, async (stack) => {
      const callsOfPreview = async () => {
        choreo.clearRequests();
        const { steps, changes } = await stack.preview();
        expect(steps).toEqual([]);
        return { calls: callsOf(choreo), resources: changes.same };
      };
      await stack.up();
      const few = await callsOfPreview();
      await stack.setConfig(config(33));
      await stack.up();
      const many = await callsOfPreview();
      // The stack itself counts as one.
      expect([few.resources, many.resources]).toEqual([11, 101]);
      console.info(`calls of a preview without changes: ${few.calls.join(", ")}`);
      expect(many.calls.toSorted()).toEqual(few.calls.toSorted());
      expect(few.calls.filter((call) => !call.startsWith("GET"))).toEqual([]);
      expect(few.calls.length).toBe(5);
    });
  },
  ENGINE_TIMEOUT * 2,
);
