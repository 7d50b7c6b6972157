import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * As much of Vault's transit engine as Pulumi's secrets provider `hashivault://` speaks: a key that never leaves the service, as
 * in Azure Key Vault, whose address cannot be changed. https://developer.hashicorp.com/vault/api-docs/secret/transit
 */
export async function startFakeVault() {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const operation = /^\/v1\/transit\/(encrypt|decrypt)\/\w+$/.exec(request.url ?? "")?.[1];
    const { plaintext, ciphertext } = JSON.parse(text || "{}") as Record<string, string>;
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.headers["x-vault-token"] !== "vault-token")
      return send(403, { errors: ["permission denied"] });
    if (operation === "encrypt")
      return send(200, { data: { ciphertext: `vault:v1:${reversed(plaintext)}` } });
    if (operation === "decrypt")
      return send(200, { data: { plaintext: reversed(ciphertext?.replace("vault:v1:", "")) } });
    return send(404, { errors: [] });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: {
      VAULT_ADDR: address,
      VAULT_TOKEN: "vault-token",
      VAULT_SERVER_URL: address,
      VAULT_SERVER_TOKEN: "vault-token",
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const reversed = (text = "") => [...text].reverse().join("");

const shared = globalThis as { testVault?: ReturnType<typeof startFakeVault> };

/** The one for the stacks of a worker's tests, whose passphrase would cost each command a quarter of a second: a million rounds of PBKDF2. */
export async function vaultOfWorker(): Promise<Record<string, string>> {
  shared.testVault ??= startFakeVault();
  return (await shared.testVault).env;
}
