import { join } from "node:path";
import { expect } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { documented } from "../../scripts/documented.ts";
import type { Typed } from "./commands.ts";

/** Output with what differs from run to run in place of what it was: addresses, ids, dates. */
function steady(output: string): string {
  const numbered = (pattern: RegExp, made: (number: number) => string) => {
    const seen: string[] = [];
    return (text: string) =>
      text.replaceAll(pattern, (found) => {
        if (!seen.includes(found)) seen.push(found);
        return made(seen.indexOf(found) + 1);
      });
  };
  const ports = numbered(/(?<=https:\/\/localhost:)[1-9]\d{4}/g, (number) => `4430${number}`);
  // Those of the seed are the same each time.
  const ids = numbered(
    /\b(?!5f7c1b0e|0a6c2d3e|a1000000)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
    (number) => `c0ffee00-0000-4000-8000-00000000000${number}`,
  );
  return ids(ports(output))
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "2027-01-01T12:00:00.000Z")
    .replaceAll(/\b202\d-\d\d-\d\d\b/g, "2027-01-01")
    .replaceAll(/Duration: .*/g, "Duration: 4s")
    .trim();
}

const expectOn = async (page: string, name: string, made: string) =>
  expect(await documented(join(projectFolder, page), name, made)).toBe(made);

/** A page shows this as the output of a command. */
export const expectShownOn = (page: string, name: string, output: string): Promise<void> =>
  expectOn(page, name, `\`\`\`text\n${steady(output)}\n\`\`\``);

/** A page shows this Markdown, which a command made, as a quotation. */
export const expectQuotedOn = (page: string, name: string, output: string): Promise<void> =>
  expectOn(page, name, steady(output).replaceAll(/^/gm, "> ").replaceAll(/ +$/gm, ""));

/** What Pulumi says at the end: how many resources it made. */
export const summary = ({ output }: Typed): string =>
  /^Resources:[\s\S]*?Duration: .*$/m.exec(output)?.[0] ?? output;
