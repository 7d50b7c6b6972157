import { test } from "@jest/globals";
import { ENGINE_TIMEOUT } from "./harness.ts";
import { liveSideBySide } from "./sideBySide.ts";

test(
  "two stacks of the whole program live side by side, and leave both sides as they were",
  () => liveSideBySide(2),
  2 * ENGINE_TIMEOUT,
);
