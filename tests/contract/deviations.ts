import type { Deviation } from "./deviation.ts";
import { shapeDeviations } from "./shape-deviations.ts";
import { statusDeviations } from "./status-deviations.ts";

export const deviations: readonly Deviation[] = [...statusDeviations, ...shapeDeviations];
