import { describe, expect, test } from "@jest/globals";
import { diagnose } from "./broken.ts";
import { chain, FOREIGN, subscriber } from "./extras.ts";

describe("applications of other stacks that share the API", () => {
  const claim = (by: string) =>
    chain().changeApi((api) => {
      const value = JSON.stringify({ by, scopes: [], operations: {}, environments: [] });
      api.additionalProperties = [{ name: "pulumi_claim_0123456789ab_0", value, display: false }];
    });
  const application = (tags: string[]) =>
    chain().graph.post("/applications", { displayName: "storefront (prod)", tags });

  test("are meant: the API's register names the stack, and the key's app registration is the stack's", async () => {
    await claim("shop/prod/books");
    await subscriber(chain(), (await application(["pulumi", "shop/prod"])).appId);
    expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
  });

  const id = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
  test("are meant by the id of the stack, where the claim has one", async () => {
    await claim(`shop/prod/books@${id}`);
    await subscriber(chain(), (await application(["pulumi", "shop/prod", `stack-id:${id}`])).appId);
    expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
  });

  test.each([
    ["a tag alone", "shop/other/books", ["pulumi", "shop/prod"]],
    ["a claim alone", "shop/prod/books", ["pulumi"]],
    [
      "the name of a stack with another id",
      `shop/prod/books@${id}`,
      ["pulumi", "shop/prod", `stack-id:${id.replace("1", "2")}`],
    ],
  ])("are not by %s", async (_, by, tags) => {
    await claim(by);
    await subscriber(chain(), (await application(tags)).appId);
    expect((await diagnose(chain())).code).toBe(1);
  });

  test("others are when the settings name them by id", async () => {
    chain().outputs.apis.books.expected = [await subscriber(chain(), FOREIGN)];
    expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
  });
});
