import { test } from "@jest/globals";
import { expectDiffAndCallsToAgree } from "./judged.ts";

// In CI as many as the promise is about; at the desk a third, which takes half a minute.
const starts = process.env.CI ? 8 : 3;

test(
  `what the access diff says of ${25 * starts} random changes is what calls show`,
  () => expectDiffAndCallsToAgree(starts),
  600_000,
);
