import { relative } from "node:path";
import Sequencer from "@jest/test-sequencer";

/**
 * Seconds of the suites that take long, so that none of them is the last to begin where jest has not run yet and knows no times of its own:
 * on a bare machine one worker would then work alone. Rounded; only the order matters.
 */
export const SECONDS = {
  "tests/oracle/oracle.test.ts": 55,
  "tests/workflows/run.test.ts": 30,
  "tests/engine/library.test.ts": 29,
  "tests/cli/review/secrets.test.ts": 23,
  "tests/inProcess/faithful.test.ts": 23,
  "tests/sandbox/serve.test.ts": 21,
  "tests/engine/killed.test.ts": 17,
  "tests/cli/review/lifecycle.test.ts": 15,
  "tests/azurite/state.test.ts": 14,
  "tests/engine/program.test.ts": 13,
  "tests/workflows/roles.test.ts": 13,
  "tests/cli/browser.test.ts": 12,
  "tests/engine/import.test.ts": 12,
  "tests/cli/drift/drift.test.ts": 11,
  "tests/policies/engine.test.ts": 11,
  "tests/cli/review/failures.test.ts": 10,
  "tests/docs/engine-messages.test.ts": 10,
  "tests/inProcess/cli/faithful.test.ts": 10,
  "tests/providers/shared/model.test.ts": 10,
  "tests/bootstrap/main.test.ts": 9,
  "tests/docs/jobs.test.ts": 9,
  "tests/sandbox/plugins/adoption.test.ts": 9,
  "tests/workflows/stolen.test.ts": 9,
  "tests/bench/growth.test.ts": 8,
  "tests/bootstrap/engine.test.ts": 8,
  "tests/cli/probe/cleaning.test.ts": 8,
  "tests/cli/review/cleanup.test.ts": 8,
  "tests/cli/survey/worlds.test.ts": 8,
  "tests/inProcess/leftovers.test.ts": 8,
  "tests/providers/api-lifetime.test.ts": 8,
  "tests/workflows/canaries.test.ts": 8,
  "tests/cli/import/hand-made.test.ts": 7,
  "tests/cli/survey/large.test.ts": 7,
  "tests/cli/import/bad-input.test.ts": 6,
  "tests/cli/recover/tool.test.ts": 6,
  "tests/docs/new-setting.test.ts": 6,
  "tests/engine/faults.test.ts": 6,
  "tests/engine/provider-constancy.test.ts": 6,
  "tests/providers/applications.test.ts": 6,
  "tests/cli/import/round-trip.test.ts": 5,
  "tests/cli/invoke/failed-sign-in.test.ts": 5,
  "tests/rooms/rooms.test.ts": 5,
  "tests/bootstrap/packages.test.ts": 4,
  "tests/cli/access-diff/engine-refusals.test.ts": 4,
  "tests/cli/doctor/extras.test.ts": 4,
  "tests/cli/import/odd.test.ts": 4,
  "tests/cli/survey/gaps.test.ts": 4,
  "tests/contract/provider.test.ts": 4,
  "tests/engine/arguments.test.ts": 4,
  "tests/engine/lost-state.test.ts": 4,
  "tests/engine/warm/faithful.test.ts": 4,
  "tests/inProcess/environments.test.ts": 4,
  "tests/inProcess/faults.test.ts": 4,
  "tests/inProcess/least-privilege.test.ts": 4,
  "tests/program/choreo/program.test.ts": 4,
  "tests/providers/faults.test.ts": 4,
  "tests/providers/owned-by-choreo.test.ts": 4,
  "tests/providers/required-scopes.test.ts": 4,
  "tests/workflows/openapi-check.test.ts": 4,
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
