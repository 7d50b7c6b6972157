import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const HOOK = /^(before|after)(All|Each)$/;
/** Names and values, in whose place another one may stand. */
const VALUES = new Set([
  ts.SyntaxKind.Identifier,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
]);

export interface SetUp {
  /** The hooks of one shape: `file:line`. */
  places: string[];
  /** Of each of them. */
  lines: number;
}

/** The hooks below a folder that stand, but for names and values, in more than one file. */
export function repeatedSetUps(folder: string): SetUp[] {
  const found = new Map<string, SetUp & { files: Set<string> }>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.includes("node_modules")) continue;
    const path = join(folder, name);
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && HOOK.test(node.expression.getText())) {
        const shape = shapeOf(node);
        const one = found.get(shape) ?? { places: [], lines: 0, files: new Set() };
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        one.places.push(`${relative(folder, path)}:${line}`);
        one.lines = node.getText().split("\n").length;
        one.files.add(path);
        found.set(shape, one);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found.values()].filter(({ files }) => files.size > 1);
}

const shapeOf = (node: ts.Node): string =>
  node.getChildCount() > 0
    ? node.getChildren().map(shapeOf).join(" ")
    : VALUES.has(node.kind)
      ? `#${ts.SyntaxKind[node.kind]}`
      : node.getText();

// node tests/rooms/setUps.ts [FOLDER]: how many lines of set-up stand in more than one file, and where those of more than three are.
if (import.meta.main) {
  const all = repeatedSetUps(process.argv[2] ?? "tests");
  for (const { places, lines } of all) if (lines > 3) console.log(`${lines} lines: ${places.join(", ")}`);
  const hooks = all.reduce((sum, { places }) => sum + places.length, 0);
  console.log(
    `${hooks} hooks, ${all.reduce((sum, { places, lines }) => sum + lines * places.length, 0)} lines`,
  );
}
