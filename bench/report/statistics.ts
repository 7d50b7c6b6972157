/** The middle value; of an even number of values the mean of the middle two. NaN for none. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/**
 * Median of the ratios round by round. The contestants of one round ran one after the other, so a machine that slows down for a
 * minute slows both and the ratio stands; the ratio of two medians would mix rounds.
 */
export function pairedRatio(ours: number[], others: number[]): number {
  return median(ours.flatMap((value, round) => (others[round] ? [value / (others[round] as number)] : [])));
}
