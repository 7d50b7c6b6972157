import { expect } from "@jest/globals";
import { rig } from "./tills.ts";

const command = ["--all", "--yes"];
/** What a stack file has before. */
const found = "config:\n  # ours\n  choreo-azuread:environment: dev\n";

/** What a run leaves; the id of a stack that has none yet is drawn by each. */
async function left() {
  const { resources = [] } = (await rig.imported()) ?? {};
  const [stackId = ""] = resources.flatMap(({ logicalName, id }) =>
    logicalName === "stack" ? String(id) : [],
  );
  const state = JSON.stringify(resources).replaceAll(stackId, "id of the stack");
  return { text: await rig.text(), files: await rig.files(), state };
}

/**
 * Kills an import at what it does to files, and runs the same command again: then all is as after a run that was left alone.
 *
 * @returns whether the stack file was the new one at the kill; nothing if a run does less to files than that
 */
export async function killedAt(operation: number): Promise<"old" | "new" | undefined> {
  await rig.write(found);
  expect(await rig.run(command)).toMatchObject({ code: 0 });
  const whole = await left();

  await rig.write(found);
  if (!(await rig.killed(operation, command))) return undefined;
  const text = await rig.text();
  expect([found, whole.text]).toContain(text);
  expect(await rig.run(command)).toMatchObject({ code: 0, writes: [] });
  expect(await left()).toEqual(whole);
  return text === found ? "old" : "new";
}
