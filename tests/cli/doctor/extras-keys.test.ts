import { X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { foreignKeys } from "../../../cli/doctor/extras/foreign-keys.ts";
import type { Discovery } from "../../../cli/shared/cloud.ts";
import { diagnose } from "./broken.ts";
import { chain } from "./extras.ts";
import { surplusOf } from "./run-doctor.ts";

describe("keys that are not Entra's sign what the gateway takes", () => {
  const storefront = () => chain().outputs.connections.storefront;

  test("at an address elsewhere", async () => {
    const elsewhere = createServer(
      (_, response) => void response.end('{"keys":[{"kty":"RSA","kid":"mine"}]}'),
    );
    await new Promise<void>((ready) => elsewhere.listen(0, "127.0.0.1", ready));
    const value = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/keys`;
    await chain().changeKeyManager({ certificates: { type: "JWKS", value } });
    const what = `address, which is not Entra's, of the identity provider's signing keys ${value}`;
    const red = await diagnose(chain());
    expect(red).toMatchObject({ code: 1, findings: [`nothing-else red: Not of this stack: ${what}.`] });
    expect(await surplusOf(chain(), chain().sandbox.env)).toEqual([{ where: "client storefront", what }]);
    storefront().expected = [value];
    expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
    elsewhere.close();
  });

  // Choreo takes addresses only; API Manager takes a certificate, too.
  describe("in a certificate", () => {
    const look = (value: string, keys: object[] = []) =>
      foreignKeys(storefront(), {
        admin: { get: async <T>() => ({ certificates: { type: "PEM", value } }) as T },
        discovery: async () => ({ jwks_uri: "https://login.example/keys" }) as Discovery,
        fetchJson: async () => ({ keys }),
      });
    const kind = "certificate, which is none of the tenant's, of the identity provider";

    test("of a key that the tenant has not", async () => {
      const { ca } = chain().sandbox.tls;
      const print = new X509Certificate(ca).fingerprint256;
      const told = [{ kind, name: print, ids: [print] }];
      expect(await look(ca)).toEqual(told);
      expect(await look(Buffer.from(ca).toString("base64"))).toEqual(told);
    });

    test("unless the tenant has it", async () => {
      const { ca } = chain().sandbox.tls;
      const key = new X509Certificate(ca).publicKey.export({ format: "jwk" });
      expect(await look(ca, [{ ...key }])).toEqual([]);
    });

    test("that is none", async () => {
      expect(await look("MIIB")).toMatchObject([{ kind, name: "unreadable" }]);
    });
  });
});
