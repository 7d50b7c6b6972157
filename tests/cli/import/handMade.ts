import type { AccessModel } from "../../../access/index.ts";
import { everyCall } from "../../../sandbox/hand-made/everyCall.ts";
import { makeByHand } from "../../../sandbox/hand-made/index.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { stepsOf } from "../../inProcess/steps.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Rig } from "./rig.ts";

export interface Verdict {
  /** What the tool said, and the file that it wrote. */
  dryRun: { out: string; file: string };
  imported: { code: number; out: string; err: string; writes: unknown[]; file: string };
  /** `update ApiPermissions books`: what the first preview shows, and the second. */
  preview: string[];
  previewAfterUp: string[];
  again: string;
  /** After a run that was cut off between file and state. */
  afterCut: { out: string; isSameFile: boolean };
  /** `person | client | API | operation` */
  callsBefore: string[];
  callsAfter: string[];
  /** What the program says of access after `up`. */
  access: AccessModel;
  secretsBefore: unknown;
  secretsAfter: unknown;
}

/**
 * The world made by hand, imported into a stack that is empty, with the real program on it; every call that anybody can make before and
 * after.
 */
export async function importHandMade(): Promise<Verdict> {
  const sandbox = await startTrustedSandbox();
  const made = await makeByHand(sandbox);
  const rig = await Rig.start(sandbox);
  const stack = new InProcessStack({ name: "dev", config: {}, env: sandbox.env });

  const calls = async () => [...(await everyCall(sandbox, made))].sort();
  const secrets = () => {
    const { applications } = sandbox.entra.state() as {
      applications: { appId: string; passwordCredentials?: unknown[] }[];
    };
    return Object.fromEntries(
      applications
        .filter(({ passwordCredentials = [] }) => passwordCredentials.length > 0)
        .map(({ appId, passwordCredentials }) => [appId, passwordCredentials]),
    );
  };
  const preview = async () => {
    await stack.setConfig(await rig.config());
    return stepsOf(await stack.preview());
  };

  const callsBefore = await calls();
  const secretsBefore = secrets();
  const dry = await rig.run(["--all", "--dry-run"]);
  const dryRun = { out: dry.out, file: await rig.text() };

  // The first run is cut off: the file is there, the state is not.
  const cut = await rig.run(["--all", "--yes"]);
  const file = await rig.text();
  const second = await rig.importInto(stack, ["--all"]);
  const afterCut = { out: second.out, isSameFile: (await rig.text()) === file };

  const steps = await preview();
  await stack.up();
  await rig.keepState(await stack.exportState());
  const again = (await rig.run(["--all", "--yes"])).out;
  const found: Verdict = {
    dryRun,
    imported: { code: cut.code, out: cut.out, err: cut.err, writes: [...cut.writes, ...second.writes], file },
    preview: steps,
    previewAfterUp: await preview(),
    again,
    afterCut,
    callsBefore,
    callsAfter: await calls(),
    access: (await stack.outputs<{ access: AccessModel }>()).access,
    secretsBefore,
    secretsAfter: secrets(),
  };
  await rig.stop();
  await sandbox.stop();
  return found;
}
