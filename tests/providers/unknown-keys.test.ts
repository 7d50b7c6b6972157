import { expect, test } from "@jest/globals";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import { configFor, make, startEmulator } from "./harness.ts";

test.each([
  ["404", "absent"],
  ["500", "absent"],
  ["404", "present"],
  ["500", "present"],
] as const)(
  "a key goes away where an unknown one is %s and DELETE is %s",
  async (oauthKeysUnknown, oauthKeysDelete) => {
    const emulator = await startEmulator({ switches: { oauthKeysUnknown, oauthKeysDelete } });
    try {
      const config = configFor(emulator);
      const app = await make(Application, config, { name: "storefront", claimant: "shop/dev/storefront" });
      const fields = {
        identityProvider: "AzureAD",
        consumerKey: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
        keyType: "PRODUCTION",
      };
      const mapped = await make(IdpKey, config, { applicationId: app.id, ...fields });
      await IdpKey.remove(config, mapped.id, mapped.outs);
      expect((await IdpKey.read(config, mapped.id, mapped.outs)).id).toBeUndefined();
      await IdpKey.remove(config, mapped.id, mapped.outs);
    } finally {
      await emulator.close();
    }
  },
  20_000,
);
