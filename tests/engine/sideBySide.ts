import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { Stack } from "../../sandbox/engine/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { guideStack, plain } from "./guideStack.ts";
import { inTempFolder, openStack } from "./harness.ts";
import { startSandbox } from "./sandbox.ts";

/** Engine runs at once: each is an engine, a program and two providers, and the machine may have two cores. */
const AT_ONCE = 4;

interface Named {
  displayName: string;
}
interface World {
  applications: Named[];
}
interface Portal {
  applications: { name: string }[];
}

const sorted = (texts: string[]) => [...texts].sort();

/** Runs the work on each item, a few at a time. */
async function each<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Makes that many stacks of the whole program, of which the first goes while the others stay, and looks at both sides afterwards. */
export async function liveSideBySide(count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `pr-${index + 1}`);
  const sandbox = await startSandbox();
  const world = () => plain({ entra: sandbox.entra.state(), choreo: sandbox.choreo.state() });
  const before = world();
  try {
    await inTempFolder(async (folder) => {
      const stacks: Stack[] = [];
      for (const name of names) {
        const own = join(folder, name);
        await mkdir(own);
        const config = plain({ ...guideStack(), "choreo-azuread:environment": name });
        stacks.push(await openStack({ folder: own, name, env: sandbox.env, config }));
      }

      await each(stacks, (stack) => stack.up());

      const { entra, choreo } = world() as unknown as { entra: World; choreo: Portal };
      const own = (kinds: string[]) =>
        sorted(names.flatMap((name) => kinds.map((kind) => `${kind} (${name})`)));
      const registered = entra.applications.map(({ displayName }) => displayName);
      expect(sorted(registered.filter((name) => name.includes("(")))).toEqual(own(["books", "storefront"]));
      expect(sorted(choreo.applications.map(({ name }) => name))).toEqual(own(["storefront"]));

      // The first one goes while the others still use the API: it has to leave theirs alone.
      const [first, ...others] = stacks as [Stack, ...Stack[]];
      await first.destroy();
      const outputs = await others[0]?.outputs<{
        apis: { books: { invokeUrls: Record<string, string> } };
      }>();
      const [url] = Object.values(outputs?.apis.books.invokeUrls ?? {});
      expect(url).toContain(seed.apis.books.context);
      expect((await others[0]?.preview())?.steps).toEqual([]);
      expect((await others[0]?.drift())?.steps).toEqual([]);

      await each(others, (stack) => stack.destroy());
      for (const stack of stacks) expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
    });
    expect(world()).toEqual(before);
  } finally {
    await sandbox.stop();
  }
}
