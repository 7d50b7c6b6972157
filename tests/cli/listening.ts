import type { Terminal } from "../../cli/shared/run.ts";

/** A terminal that keeps what a tool says to it, line by line. */
export function listening(): { terminal: Terminal; said: { out: string; err: string } } {
  const said = { out: "", err: "" };
  const keep = (stream: keyof typeof said) => (text: string) => {
    said[stream] += `${text}\n`;
  };
  return { said, terminal: { out: keep("out"), err: keep("err") } };
}
