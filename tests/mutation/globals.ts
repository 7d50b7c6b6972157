import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { expect } from "expect";

/** A test as it was written, with the names of those around it. */
export interface Case {
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
const around = new AsyncLocalStorage<string>();

/** The file that is being loaded: part of its tests' names. */
export const inFile = <T>(file: string, load: () => Promise<T>): Promise<T> => {
  groups.length = 0;
  groups.push({ name: file, before: [] });
  return around.run(file, load);
};

function add(name: string, body: Body, args: unknown[] = []): void {
  const above = [...groups];
  cases.push({
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

// What of jest is used by the tests in process that mutants are tried on. Snapshots hold always: nothing is kept to compare with.
expect.extend({ toMatchSnapshot: () => ({ pass: true, message: () => "" }) });
export const test = Object.assign((name: string, body: Body) => add(name, body), { each: each(add) });
export const describe = Object.assign((name: string, body: Body) => group(name, body), { each: each(group) });
export const beforeAll = (hook: Body) => void groups.at(-1)?.before.push(hook);
export const afterAll = () => {};
export { expect };
