import { beforeAll, expect, test } from "@jest/globals";
import { entra as seed } from "../../sandbox/seed.ts";
import type { Client } from "../engine/azurePortal.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { oneLife } from "../engine/oneStack.ts";
import { openTestStack } from "./open.ts";

const { ada } = seed.users;
const settings = (rotation: number, protect = false) => ({
  ...plain(
    guideStack({
      books: { assigned: { users: [ada.userPrincipalName] }, preAuthorized: ["storefront"] },
      storefront: { secret: { expires: "180d", rotation } },
    }),
  ),
  "choreo-azuread:protect": protect,
});

// One life of a stack whose client's secret is rotated.
const life = oneLife(settings(1), openTestStack);
beforeAll(() => life.stack.up(), ENGINE_TIMEOUT);

interface Outputs extends Record<string, unknown> {
  apis: { books: { azure: { applicationObjectId: string } } };
  connections: { storefront: Client & { applicationObjectId: string; clientSecretKeyId: string } };
}
const outputs = () => life.stack.outputs<Outputs>({ secrets: true });
const storefront = async () => (await outputs()).connections.storefront;
async function rotate(...to: Parameters<typeof settings>) {
  await life.stack.setConfig(settings(...to));
  await life.stack.up();
  return storefront();
}

test(
  "the secret of before works until the rotation after; the output is the newest",
  async () => {
    const { applicationObjectId } = (await outputs()).apis.books.azure;
    const { appId } = await life.portal.graph("GET", `/applications/${applicationObjectId}`);
    const asked = [`api://${appId}/urn:taylordean:books:books_add`];
    const works = (client: Client) => life.portal.signIn(client, asked, ada.userPrincipalName);
    const first = await storefront();
    const second = await rotate(2);
    expect(second.clientSecret).not.toBe(first.clientSecret);
    for (const client of [first, second]) expect(await works(client)).toHaveProperty("claims");

    const third = await rotate(3);
    expect(await works(first)).toEqual({ aadsts: 7000215 });
    for (const client of [second, third]) expect(await works(client)).toHaveProperty("claims");
  },
  ENGINE_TIMEOUT,
);

test(
  "a secret leaked, with `protect`: rotated twice, as docs/secrets.md has it, it is gone and the newest is protected",
  async () => {
    const ids = async () => {
      const { applicationObjectId } = await storefront();
      const application = await life.portal.graph("GET", `/applications/${applicationObjectId}`);
      return application.passwordCredentials.map(({ keyId }: { keyId: string }) => keyId) as string[];
    };
    const { clientSecretKeyId: leaked } = await rotate(3, true);
    await rotate(4, true);
    expect(await ids()).toContain(leaked);
    const { clientSecretKeyId: newest } = await rotate(5, true);
    expect(await ids()).not.toContain(leaked);
    expect(await ids()).toContain(newest);
    expect(await ids()).toHaveLength(2);
    const { resources = [] } = (await life.stack.exportState()).deployment;
    const passwords = resources.filter(({ type }) => type.includes("applicationPassword"));
    expect(passwords.map(({ urn, protect = false }) => [urn.split("::").at(-1), protect]).sort()).toEqual([
      ["storefront-4", false],
      ["storefront-5", true],
    ]);
  },
  ENGINE_TIMEOUT,
);
