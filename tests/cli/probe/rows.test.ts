import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import { projectFolder } from "../../../sandbox/engine/index.ts";

/** Tests elsewhere that show what the program does where a row is false. */
const elsewhere: Record<string, [file: string, name: string]> = {
  C6: [
    "tests/providers/credential.test.ts",
    "without introspection: the organisation that its holder has, else an error that names the setting",
  ],
  C8: [
    "tests/providers/credential.test.ts",
    "whose scopes are not those of the management APIs says nothing of them",
  ],
  C9: [
    "tests/providers/credential.test.ts",
    "takes the handle from the subject token, or from the only organisation of its holder",
  ],
  C14: [
    "tests/cli/survey/gaps.test.ts",
    "other people's applications, where the Publisher does not tell subscriptions",
  ],
  C16: [
    "tests/providers/owned-by-choreo.test.ts",
    "refresh says what is gone, and the next up puts it back beside what the document brought",
  ],
  C17: [
    "tests/providers/registerless.test.ts",
    "a claim that somebody removed is drift, and the next update notes it again",
  ],
  C19: [
    "tests/providers/identity-provider.test.ts",
    "what was changed by hand is drift, and goes back; what this program knows nothing of stays",
  ],
  C20: ["tests/settings/resolve.test.ts", "a provider that is limited to other environments than ours"],
  C21: ["tests/settings/portalGate.test.ts", "a gate that cannot be read is said to be, and the run goes on"],
  C22: [
    "tests/providers/registerless.test.ts",
    "says that one stack alone can use the API, sees no drift, and gives it back from what the state remembers",
  ],
  C24: [
    "tests/providers/shared/twins.test.ts",
    "that two stacks have written over each other keeps what the other one wrote",
  ],
  C26: ["tests/cli/invoke/sandbox.test.ts", "is asked again, which is said"],
  E3: ["tests/cli/invoke/advice.test.ts", "and adminConsent is not set: set it"],
  E7: ["tests/sandbox/plugins/azuread-lag.test.ts", "a lasting refusal ends, in Graph's words"],
};

test("of each row a test shows what the program does where it is false", () => {
  const own = ["choreo", "entra"]
    .map((side) => readFileSync(join(projectFolder, "tests/cli/probe", `program-${side}.test.ts`), "utf8"))
    .join("");
  for (const { id } of allChecks) {
    const there = elsewhere[id];
    const text = there ? readFileSync(join(projectFolder, there[0]), "utf8") : own;
    expect(text).toContain(there ? `"${there[1]}"` : `"${id}: `);
  }
});
