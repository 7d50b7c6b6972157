import { test } from "@jest/globals";
import { expectDiffAndCallsToAgree } from "../oracle/judged.ts";
import { SWEEP_TIMEOUT } from "./combinations.ts";

test(
  "what the access diff says of 200 random changes is what calls show",
  () => expectDiffAndCallsToAgree(8),
  SWEEP_TIMEOUT,
);
