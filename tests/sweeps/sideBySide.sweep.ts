import { test } from "@jest/globals";
import { liveSideBySide } from "../engine/sideBySide.ts";
import { SWEEP_TIMEOUT } from "./combinations.ts";

test(
  "ten stacks of the whole program live side by side, and leave both sides as they were",
  () => liveSideBySide(10),
  SWEEP_TIMEOUT,
);
