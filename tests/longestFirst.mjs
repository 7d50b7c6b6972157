import { relative } from "node:path";
import Sequencer from "@jest/test-sequencer";

/**
 * Seconds of the suites that take long, so that none of them is the last to begin where jest has not run yet and knows no times of its own:
 * on a bare machine one worker would then work alone. Rounded; only the order matters.
 */
export const SECONDS = {
  "tests/oracle/oracle.test.ts": 85,
  "tests/engine/library.test.ts": 56,
  "tests/engine/killed.test.ts": 50,
  "tests/cli/review/secrets.test.ts": 49,
  "tests/workflows/run.test.ts": 45,
  "tests/cli/browser.test.ts": 27,
  "tests/docs/engine-messages.test.ts": 25,
  "tests/sandbox/serve.test.ts": 25,
  "tests/engine/program.test.ts": 22,
  "tests/providers/shared/model.test.ts": 21,
  "tests/engine/faults.test.ts": 20,
  "tests/providers/api-lifetime.test.ts": 20,
  "tests/cli/survey/worlds.test.ts": 19,
  "tests/contract/provider.test.ts": 19,
  "tests/engine/provider-constancy.test.ts": 19,
  "tests/azurite/state.test.ts": 18,
  "tests/policies/engine.test.ts": 17,
  "tests/sandbox/plugins/adoption.test.ts": 17,
  "tests/providers/faults.test.ts": 16,
  "tests/cli/review/cleanup.test.ts": 15,
  "tests/engine/lost-state.test.ts": 15,
  "tests/inProcess/faithful.test.ts": 15,
  "tests/workflows/canaries.test.ts": 15,
  "tests/docs/jobs.test.ts": 15,
  "tests/cli/review/lifecycle.test.ts": 14,
  "tests/inProcess/cli/faithful.test.ts": 14,
  "tests/bootstrap/engine.test.ts": 13,
  "tests/cli/review/failures.test.ts": 12,
  "tests/bench/growth.test.ts": 12,
  "tests/cli/survey/large.test.ts": 12,
  "tests/workflows/roles.test.ts": 11,
  "tests/cli/drift/drift.test.ts": 11,
  "tests/bootstrap/main.test.ts": 11,
  "tests/workflows/stolen.test.ts": 11,
  "tests/inProcess/leftovers.test.ts": 10,
  "tests/cli/access-diff/engine-refusals.test.ts": 10,
  "tests/inProcess/large-api.test.ts": 10,
  "tests/bootstrap/packages.test.ts": 9,
  "tests/cli/recover/tool.test.ts": 9,
  "tests/providers/applications.test.ts": 9,
  "tests/rooms/rooms.test.ts": 9,
  "tests/azurite/roles.test.ts": 8,
  "tests/engine/warm/faithful.test.ts": 8,
  "tests/inProcess/renames.test.ts": 8,
  "tests/providers/required-scopes.test.ts": 8,
  "tests/inProcess/environments.test.ts": 7,
  "tests/cli/doctor/broken-api.test.ts": 6,
  "tests/cli/doctor/extras.test.ts": 6,
  "tests/cli/doctor/broken-use.test.ts": 5,
  "tests/cli/invoke/bad-input.test.ts": 5,
  "tests/cli/doctor/broken-client.test.ts": 5,
  "tests/cli/doctor/tool.test.ts": 5,
};

/** Longest first. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => seconds(b) - seconds(a));
  }
}

function seconds({ path, duration, context }) {
  return duration ? duration / 1000 : (SECONDS[relative(context.config.rootDir, path)] ?? 0);
}
