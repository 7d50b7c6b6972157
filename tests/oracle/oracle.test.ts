import { test } from "@jest/globals";
import { expectDiffAndCallsToAgree } from "./judged.ts";

// From eight seeds: tests/sweeps/oracle.sweep.ts.
test(
  "what the access diff says of 75 random changes is what calls show",
  () => expectDiffAndCallsToAgree(3),
  600_000,
);
