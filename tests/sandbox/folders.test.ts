import { expect, test } from "@jest/globals";
import { cacheFolder, projectFolder, sandboxFolder } from "../../sandbox/engine/folders.ts";

test("the folders are those of the bootstrap, which is plain JavaScript and cannot share them", async () => {
  const bootstrap = `${projectFolder}/bootstrap/places.mjs`;
  expect(await import(bootstrap)).toMatchObject({ cacheFolder, projectFolder, sandboxFolder });
});
