import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { Contestant, Results } from "./figures.ts";
import { median } from "./statistics.ts";

const WIDTH = 420;
const HEIGHT = 300;
const MARGIN = { top: 36, right: 70, bottom: 40, left: 60 };
const COLOURS: Record<Contestant, string> = { ours: "#0b6bcb", floor: "#6b7280", usual: "#c2410c" };

interface Point {
  size: number;
  value: number;
}

/** Two panels, time of `up` and bytes of state against N, as a stand-alone SVG. */
export function picture(results: Results): string {
  const up = series(results, (readings) => median(readings.up));
  const bytes = series(results, (readings) => median(readings.stateBytes) / 1000);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * 2}" height="${HEIGHT}" font-family="sans-serif" font-size="12">`,
    "<title>Time of pulumi up and size of the state against the number of resources</title>",
    `<rect width="100%" height="100%" fill="white"/>`,
    panel("pulumi up, seconds", up, 0),
    panel("state, kB", bytes, WIDTH),
    "</svg>",
    "",
  ].join("\n");
}

function series(
  results: Results,
  value: (readings: Results[Contestant][number]) => number,
): Record<Contestant, Point[]> {
  const points = (contestant: Contestant): Point[] =>
    Object.entries(results[contestant]).map(([size, readings]) => ({
      size: Number(size),
      value: value(readings),
    }));
  return { ours: points("ours"), floor: points("floor"), usual: points("usual") };
}

function panel(title: string, lines: Record<Contestant, Point[]>, left: number): string {
  const all = Object.values(lines).flat();
  const x = scaleLinear()
    .domain([0, Math.max(...all.map(({ size }) => size))])
    .range([MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear()
    .domain([0, Math.max(...all.map(({ value }) => value))])
    .nice()
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const path = line<Point>()
    .x(({ size }) => x(size))
    .y(({ value }) => y(value));
  const gridLines = y.ticks(5).map((tick) => {
    const at = y(tick);
    return `<path d="M${MARGIN.left},${at}H${WIDTH - MARGIN.right}" stroke="#e5e7eb"/><text x="${MARGIN.left - 6}" y="${at + 4}" text-anchor="end">${tick}</text>`;
  });
  const sizes = [...new Set(all.map(({ size }) => size))].map(
    (size) => `<text x="${x(size)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${size}</text>`,
  );
  const curves = (Object.entries(lines) as [Contestant, Point[]][]).map(([contestant, points]) => {
    const last = points.at(-1);
    if (!last) return "";
    const stroke = COLOURS[contestant];
    return `<path d="${path(points)}" fill="none" stroke="${stroke}" stroke-width="2"/><text x="${x(last.size) + 6}" y="${y(last.value) + 4}" fill="${stroke}">${contestant}</text>`;
  });
  return [
    `<g transform="translate(${left},0)">`,
    `<text x="${MARGIN.left}" y="20" font-weight="bold">${title}</text>`,
    ...gridLines,
    ...sizes,
    `<text x="${(WIDTH - MARGIN.right + MARGIN.left) / 2}" y="${HEIGHT - 6}" text-anchor="middle">resources (N)</text>`,
    ...curves,
    "</g>",
  ].join("\n");
}
