import Table from "cli-table3";

/** What a cell may hold. */
export type Cell = string | number | boolean | undefined;

/**
 * A table for a terminal: a header, lines between columns, no colours (the tools' output is also read in logs).
 *
 * @example `console.log(table(["claim", "value"], [["scp", "urn:taylordean:books:books_add"]]))`
 */
export function table(head: string[], rows: Cell[][]): string {
  const drawn = new Table({ head, style: { head: [], border: [] } });
  drawn.push(...rows.map((row) => row.map((cell) => (cell === undefined ? "" : String(cell)))));
  return drawn.toString();
}
