import { relative } from "node:path";
import Sequencer from "@jest/test-sequencer";

/**
 * Seconds of the suites that take long, so that none of them is the last to begin where jest has not run yet and knows no times of its own:
 * on a bare machine one worker would then work alone. Rounded; only the order matters.
 */
export const SECONDS = {
  "tests/oracle/oracle.test.ts": 62,
  "tests/workflows/run.test.ts": 41,
  "tests/engine/killed.test.ts": 40,
  "tests/cli/review/secrets.test.ts": 37,
  "tests/engine/library.test.ts": 33,
  "tests/sandbox/serve.test.ts": 27,
  "tests/cli/browser.test.ts": 27,
  "tests/cli/review/lifecycle.test.ts": 23,
  "tests/inProcess/faithful.test.ts": 20,
  "tests/cli/review/cleanup.test.ts": 19,
  "tests/engine/program.test.ts": 17,
  "tests/docs/engine-messages.test.ts": 16,
  "tests/cli/review/failures.test.ts": 15,
  "tests/engine/provider-constancy.test.ts": 15,
  "tests/workflows/roles.test.ts": 15,
  "tests/engine/import.test.ts": 15,
  "tests/docs/jobs.test.ts": 14,
  "tests/providers/shared/model.test.ts": 14,
  "tests/azurite/state.test.ts": 13,
  "tests/policies/engine.test.ts": 13,
  "tests/bench/growth.test.ts": 12,
  "tests/cli/drift/drift.test.ts": 11,
  "tests/cli/probe/cleaning.test.ts": 11,
  "tests/engine/faults.test.ts": 11,
  "tests/workflows/canaries.test.ts": 11,
  "tests/inProcess/cli/faithful.test.ts": 10,
  "tests/providers/api-lifetime.test.ts": 10,
  "tests/inProcess/leftovers.test.ts": 10,
  "tests/sandbox/plugins/adoption.test.ts": 10,
  "tests/providers/applications.test.ts": 9,
  "tests/workflows/stolen.test.ts": 9,
  "tests/bootstrap/main.test.ts": 9,
  "tests/rooms/rooms.test.ts": 9,
  "tests/cli/recover/tool.test.ts": 8,
  "tests/bootstrap/engine.test.ts": 8,
  "tests/cli/import/round-trip.test.ts": 8,
  "tests/cli/import/hand-made.test.ts": 8,
  "tests/bootstrap/packages.test.ts": 8,
  "tests/azurite/roles.test.ts": 8,
  "tests/engine/lost-state.test.ts": 8,
  "tests/engine/arguments.test.ts": 8,
  "tests/engine/warm/faithful.test.ts": 8,
  "tests/contract/provider.test.ts": 7,
  "tests/cli/access-diff/engine-refusals.test.ts": 6,
  "tests/cli/survey/worlds.test.ts": 6,
  "tests/cli/survey/large.test.ts": 6,
  "tests/inProcess/faults.test.ts": 6,
  "tests/inProcess/environments.test.ts": 5,
  "tests/inProcess/least-privilege.test.ts": 5,
  "tests/providers/faults.test.ts": 5,
  "tests/providers/required-scopes.test.ts": 5,
  "tests/program/choreo/program.test.ts": 5,
  "tests/cli/doctor/extras.test.ts": 5,
  "tests/cli/invoke/failed-sign-in.test.ts": 5,
  "tests/workflows/openapi-check.test.ts": 5,
  "tests/providers/owned-by-choreo.test.ts": 4,
  "tests/docs/new-setting.test.ts": 4,
  "tests/cli/import/odd.test.ts": 4,
  "tests/cli/survey/gaps.test.ts": 4,
  "tests/cli/import/bad-input.test.ts": 4,
  "tests/cli/invoke/sandbox.test.ts": 3,
  "tests/inProcess/large-api.test.ts": 3,
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
