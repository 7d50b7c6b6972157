/** A part of the text: what must stay, and rows that may be left out from the end. */
export interface Section {
  /** Lines before the rows, e.g. a heading and the head of a table. */
  head: string[];
  rows: string[];
  /** Lines after the rows. */
  foot?: string[];
  /** The line that takes the place of `left` rows. */
  more(left: number): string;
  /** All rows or none: half a graph would mislead. Default false. */
  whole?: boolean;
}

/**
 * Joins sections to a text of at most `limit` characters. What is too much is taken from the last section first, whole rows
 * only, and a line says how many there were.
 */
export function cutToFit(sections: Section[], limit: number): string {
  const kept = sections.map((section) => ({ section, rows: section.rows.length }));
  for (const each of kept.toReversed()) {
    const total = render(kept).length;
    if (total <= limit) break;
    if (each.section.whole) each.rows = 0;
    else each.rows = rowsThatFit(kept, each, limit);
  }
  return render(kept);
}

interface Kept {
  section: Section;
  rows: number;
}

/** The largest number of rows with which the whole text fits; 0 when even none does. */
function rowsThatFit(kept: Kept[], one: Kept, limit: number): number {
  let [low, high] = [0, one.rows];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const text = render(kept.map((each) => (each === one ? { ...one, rows: middle } : each)));
    if (text.length <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function render(kept: Kept[]): string {
  return kept
    .filter(({ section }) => section.head.length > 0 || section.rows.length > 0)
    .map(({ section, rows }) => {
      const left = section.rows.length - rows;
      if (section.whole && left > 0) return section.more(left);
      return [
        ...section.head,
        ...section.rows.slice(0, rows),
        ...(left > 0 ? [section.more(left)] : []),
        ...(section.foot ?? []),
      ].join("\n");
    })
    .join("\n\n");
}
