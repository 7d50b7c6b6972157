import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";

// What is made in a checkout is there only after it was made.
const made = readFileSync(join(projectFolder, ".gitignore"), "utf8").split("\n");
const tops = (await readdir(projectFolder)).filter((name) => !made.includes(`${name}/`));
const pages = [
  ...tops.filter((name) => name.endsWith(".md")),
  ...(await readdir(join(projectFolder, "docs"), { recursive: true }))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const commands: Record<string, string> = JSON.parse(
  readFileSync(join(projectFolder, "package.json"), "utf8"),
).scripts;
const scripts = Object.keys(commands);

/** What a reader could follow and would not find, each as `page: what`. */
function deadIn(find: (text: string, page: string) => string[]): string[] {
  return pages.flatMap((page) => {
    const text = readFileSync(join(projectFolder, page), "utf8");
    return find(text, page).map((what) => `${page}: ${what}`);
  });
}

/** How GitHub names the anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

function anchorsOf(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/```[\s\S]*?```/g, "");
  const named = [...text.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = ""]) => id);
  return [...named, ...[...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading.trim()))];
}

test("links lead to a file, and to a heading in it", () => {
  const dead = deadIn((text, page) =>
    [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([, path = "", anchor]) => {
      const file = path === "" ? join(projectFolder, page) : join(projectFolder, dirname(page), path);
      if (!existsSync(file)) return [relative(projectFolder, file)];
      return anchor === undefined || anchorsOf(file).includes(anchor) ? [] : [`${path}#${anchor}`];
    }),
  );
  expect(dead).toEqual([]);
});

test("files and folders that are named exist", () => {
  const dead = deadIn((text) =>
    [...text.matchAll(/`(?:\.\/)?([\w.-]+(?:\/[\w.-]+)+\/?|[\w.-]+\/)`/g)]
      .map(([, path = ""]) => path)
      .filter((path) => tops.includes(path.split("/", 1)[0] ?? ""))
      .filter((path) => !existsSync(join(projectFolder, path))),
  );
  expect(dead).toEqual([]);
});

test("each job's test reads the page that CONTRIBUTING.md names beside it", () => {
  const jobs = readFileSync(join(projectFolder, "CONTRIBUTING.md"), "utf8").matchAll(
    /^\|[^|]*\| `([\w./-]+\.md)` \|(.*tests\/.*)\|$/gm,
  );
  const read = [...jobs].flatMap(([, page = "", tests = ""]) =>
    [...tests.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => ({ page, file })),
  );
  expect(read.length).toBeGreaterThan(8);
  const other = read.filter(
    ({ page, file }) => !readFileSync(join(projectFolder, file), "utf8").includes(page),
  );
  expect(other).toEqual([]);
});

const named = (text: string) =>
  [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = ""]) => name);

test("npm scripts that are named exist", () => {
  expect(deadIn((text) => named(text).filter((name) => !scripts.includes(name)))).toEqual([]);
});

test("npm scripts that are named bring their packages and their Node.js, in a fresh checkout too", () => {
  // These need no package, and run in workflows with a Node.js of their own.
  const bare = ["audit", "sbom"];
  const brings = (name: string) => /^(exec )?node bootstrap\/main\.mjs\b/.test(commands[name] ?? "");
  expect(deadIn((text) => named(text).filter((name) => !brings(name) && !bare.includes(name)))).toEqual([]);
});

test.each(["README.md", "docs/guide.md", "docs/real-services.md", "docs/troubleshooting.md"])(
  "%s has the services' names of today and those that people search for",
  (page) => {
    const text = readFileSync(join(projectFolder, page), "utf8");
    for (const name of ["Choreo", "WSO2 Developer Platform", "Azure AD"]) expect(text).toContain(name);
    if (page !== "docs/guide.md") expect(text).toContain("Entra ID");
    if (/README|guide/.test(page)) expect(text).toContain("Bijira");
  },
);

test("today's clicks stand beside the guide's", () => {
  const guide = readFileSync(join(projectFolder, "docs/guide.md"), "utf8");
  const table = guide.split("## Today's clicks\n")[1]?.split("\n## ")[0] ?? "";
  expect(table).toContain("Consumer IdPs");
  expect(table).toContain("Manage Permissions");
  expect(table).toMatch(/API Platform Cloud[\s\S]*Integration Platform/);
});
