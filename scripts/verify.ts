/** `npm run verify`: every check, all of them even when one fails, and at the end which held. */
import Table from "cli-table3";
import { execa } from "execa";

const checks = [
  { name: "lint", what: "biome: style, imports, likely mistakes", command: ["biome", "check", "."] },
  { name: "typecheck", what: "tsc: strict types of all files", command: ["tsc", "--noEmit"] },
  { name: "test", what: "jest: unit, contract and engine tests", command: ["node", "scripts/test.ts"] },
] as const;

const results = [];
for (const { name, what, command } of checks) {
  console.log(`\n── ${name}: ${what}`);
  const start = Date.now();
  const [file, ...args] = command;
  const { exitCode } = await execa(file, args, { preferLocal: true, stdio: "inherit", reject: false });
  results.push({ name, ok: exitCode === 0, seconds: Math.round((Date.now() - start) / 1000) });
}

const table = new Table({ head: ["check", "result", "time"], style: { head: [], border: [] } });
for (const { name, ok, seconds } of results) table.push([name, ok ? "passed" : "FAILED", `${seconds} s`]);
console.log(`\n${table}`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
