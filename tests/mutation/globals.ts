import { globSync, readFileSync } from "node:fs";
import { format } from "node:util";
import { runInNewContext } from "node:vm";
import { expect } from "expect";
import fc from "fast-check";

// Each mutant that survives costs all of them.
fc.configureGlobal({ numRuns: 25 });

/** A test as it was written, with the names of those around it. */
export interface Case {
  file: string;
  name: string;
  run(): Promise<void>;
}

type Body = (...args: never[]) => unknown;
interface Group {
  name: string;
  before: Body[];
}

export const cases: Case[] = [];
const groups: Group[] = [{ name: "", before: [] }];
const begun = new WeakSet<Body>();

/** The file that is being loaded: part of its tests' names. */
export const inFile = <T>(file: string, load: () => Promise<T>): Promise<T> => {
  groups.length = 0;
  groups.push({ name: file, before: [] });
  return load();
};

function add(name: string, body: Body, args: unknown[] = []): void {
  const above = [...groups];
  cases.push({
    file: above[0]?.name ?? "",
    name: [...above.map((group) => group.name), name].join(" › "),
    async run() {
      for (const hook of above.flatMap(({ before }) => before)) {
        if (begun.has(hook)) continue;
        begun.add(hook);
        await (hook as () => unknown)();
      }
      await (body as (...args: unknown[]) => unknown)(...args);
    },
  });
}

function group(name: string, body: Body, args: unknown[] = []): void {
  groups.push({ name, before: [] });
  (body as (...args: unknown[]) => unknown)(...args);
  groups.pop();
}

const rowsOf = (table: readonly unknown[]) => table.map((row) => (Array.isArray(row) ? row : [row]));
const each =
  (register: (name: string, body: Body, args: unknown[]) => void) =>
  (table: readonly unknown[]) =>
  (title: string, body: Body) => {
    for (const [index, row] of rowsOf(table).entries())
      register(`${format(title, ...row)} #${index}`, body, row);
  };

/** All that is kept, whatever it is called: which test a snapshot is of does not matter to a mutant. */
const snapshots = globSync("tests/**/__snapshots__/*.snap").flatMap((file) => {
  const kept: Record<string, string> = {};
  runInNewContext(readFileSync(file, "utf8"), { exports: kept });
  return Object.values(kept).map((each) => each.trim());
});

// What of jest is used by the tests in process that mutants are tried on.
expect.extend({
  toMatchSnapshot: (received: unknown) => ({
    pass: snapshots.includes(`"${received}"`),
    message: () => "is no snapshot",
  }),
});
export const test = Object.assign((name: string, body: Body) => add(name, body), { each: each(add) });
export const describe = Object.assign((name: string, body: Body) => group(name, body), { each: each(group) });
export const beforeAll = (hook: Body) => void groups.at(-1)?.before.push(hook);
export const afterAll = () => {};
export const beforeEach = (): never => {
  throw new Error(
    "Tests with hooks of their own for each test are not run for mutants: take the file out of tests/mutation/runner.ts",
  );
};
export const afterEach = beforeEach;
export { expect };
