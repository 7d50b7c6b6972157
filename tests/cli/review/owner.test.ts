import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { fakePulumi } from "../fake-pulumi.ts";
import { runReview } from "./world.ts";

const resources = [{ type: "pulumi:pulumi:Stack" }, { type: "azuread:index/application:Application" }];

/** `review down` of pr-3, in a folder that is no checkout of any repository. */
async function down({ owner, resources }: { owner?: string; resources: object[] }) {
  const { folder, env } = await fakePulumi({
    "stack ls": { out: [{ name: "pr-3" }] },
    "stack export": { out: { deployment: { resources } } },
    "stack tag ls": { out: owner ? { "choreo-azuread:repository": owner } : {} },
    destroy: { out: "destroyed" },
  });
  try {
    return { folder, ...(await runReview(["down", "--pull-request", "3", "--cwd", folder], env)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("outside of CI and of any repository, a stack with resources that nobody claimed is not ours", async () => {
  const { exitCode, err, folder } = await down({ resources });
  expect(exitCode).toBe(exitCodes.untrusted);
  expect(err).toContain("Nothing says which repository the stack pr-3 belongs to");
  const here = `${hostname()}:${folder}`.toLowerCase();
  expect(err).toContain(`pulumi stack tag set choreo-azuread:repository ${here} --stack pr-3`);
});

test("there, a stack of some repository is not ours either; one without resources may go", async () => {
  expect(await down({ resources, owner: "taylordean/books" })).toMatchObject({
    exitCode: exitCodes.untrusted,
    err: expect.stringContaining("belongs to the repository taylordean/books, and this is "),
  });
  // A repository that was renamed finds its own stacks so.
  expect(await down({ resources, owner: "taylordean/books" })).toMatchObject({
    err: expect.stringMatching(
      /called taylordean\/books before: pulumi stack tag set \S+:repository \S+ --stack pr-3/,
    ),
  });
  expect(await down({ resources: [] })).toMatchObject({ exitCode: exitCodes.ok, err: "" });
});
