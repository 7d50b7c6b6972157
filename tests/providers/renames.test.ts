import { expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import type { Handlers } from "./harness.ts";

const apiId = "e1000000-0000-4000-8000-000000000001";

test.each([
  ["ApiPermissions", ApiPermissions as Handlers, { scopes: {}, operations: {} }],
  ["ApiDeployment", ApiDeployment as Handlers, { trigger: "1" }],
  ["ApiLifecycle", ApiLifecycle as Handlers, {}],
])(
  "%s: a claim keeps its name while its resource gets another, but not in another stack",
  (_, handlers, rest) => {
    const check = (claimant: string, known = "shop/dev/books") =>
      handlers.check({} as never, { apiId, claimant: known, ...rest }, { apiId, claimant, ...rest }).inputs;
    expect(check("shop/dev/library").claimant).toBe("shop/dev/books");
    expect(check("shop/prod/books").claimant).toBe("shop/prod/books");
    const [own, twin] = ["1b9d6bcd-0000-4000-8000-000000000001", "1b9d6bcd-0000-4000-8000-000000000002"];
    expect(check(`shop/dev/library@${own}`).claimant).toBe(`shop/dev/library@${own}`);
    expect(check(`shop/dev/library@${own}`, `shop/dev/books@${own}`).claimant).toBe(`shop/dev/books@${own}`);
    expect(check(`shop/dev/books@${twin}`, `shop/dev/books@${own}`).claimant).toBe(`shop/dev/books@${twin}`);
  },
);
