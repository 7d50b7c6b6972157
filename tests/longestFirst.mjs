import { relative } from "node:path";
import Sequencer from "@jest/test-sequencer";

/**
 * Seconds of the suites that take long, so that none of them is the last to begin where jest has not run yet and knows no times of its own:
 * on a bare machine one worker would then work alone. Rounded; only the order matters.
 */
export const SECONDS = {
  "tests/workflows/run.test.ts": 130,
  "tests/engine/leftovers.test.ts": 100,
  "tests/cli/review/lifecycle.test.ts": 65,
  "tests/oracle/oracle.test.ts": 60,
  "tests/engine/faults.test.ts": 45,
  "tests/bench/growth.test.ts": 40,
  "tests/cli/drift/drift.test.ts": 40,
  "tests/cli/review/cleanup.test.ts": 40,
  "tests/cli/review/failures.test.ts": 40,
  "tests/cli/review/secrets.test.ts": 40,
  "tests/inProcess/approvals.test.ts": 40,
  "tests/inProcess/least-privilege.test.ts": 40,
  "tests/workflows/roles.test.ts": 40,
  "tests/inProcess/previews.test.ts": 35,
  "tests/sandbox/plugins/lifecycle.test.ts": 35,
  "tests/cli/access-diff/engine-refusals.test.ts": 30,
  "tests/cli/access-diff/deployed.test.ts": 30,
  "tests/inProcess/azure-access.test.ts": 30,
  "tests/engine/warm/faithful.test.ts": 30,
  "tests/azurite/roles.test.ts": 25,
  "tests/cli/access-diff/deployed-changes.test.ts": 25,
  "tests/cli/browser.test.ts": 25,
  "tests/inProcess/apim.test.ts": 25,
  "tests/engine/environments.test.ts": 25,
  "tests/engine/killed.test.ts": 25,
  "tests/engine/program.test.ts": 25,
  "tests/inProcess/protection.test.ts": 25,
  "tests/inProcess/renames.test.ts": 25,
  "tests/sandbox/plugins/adoption.test.ts": 25,
  "tests/docs/engine-messages.test.ts": 20,
  "tests/inProcess/adoption.test.ts": 20,
  "tests/inProcess/large-api.test.ts": 20,
  "tests/engine/lost-state.test.ts": 20,
  "tests/engine/provider-constancy.test.ts": 20,
  "tests/sandbox/serve.test.ts": 20,
  "tests/cli/doctor/sandbox.test.ts": 15,
  "tests/cli/main.test.ts": 15,
  "tests/engine/harness.test.ts": 15,
  "tests/providers/api-lifetime.test.ts": 15,
  "tests/providers/faults.test.ts": 15,
  "tests/providers/lost-state.test.ts": 15,
  "tests/sandbox/choreo/lifecycle.test.ts": 15,
  "tests/sandbox/handles-document.test.ts": 15,
  "tests/sandbox/plugins/published-state.test.ts": 15,
  "tests/azurite/state.test.ts": 10,
  "tests/cli/doctor/broken-client.test.ts": 10,
  "tests/inProcess/bad-input.test.ts": 10,
  "tests/inProcess/no-op-calls.test.ts": 10,
  "tests/policies/engine.test.ts": 10,
  "tests/providers/applications.test.ts": 10,
  "tests/workflows/canaries.test.ts": 10,
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
