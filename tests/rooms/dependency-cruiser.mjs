/**
 * Rules for dependency-cruiser, made from the table in docs/architecture.md and the lists of packages of the folder that it runs in:
 * which room may import from which, and from which packages.
 */
import { readFileSync } from "node:fs";

/** `| place | what lives there | imports from | packages |` */
const ROW = /^\| `([^`]+)` \| .* \| ([^|]*) \| ([^|]*) \|$/gm;

const rooms = [...readFileSync("docs/architecture.md", "utf8").matchAll(ROW)].map(
  ([, place, imports, packages]) => ({ place, imports, packages: packages.trim() }),
);

const root = JSON.parse(readFileSync("package.json", "utf8"));
const sandbox = JSON.parse(readFileSync("sandbox/package.json", "utf8"));
const production = [...Object.keys(root.dependencies), ...Object.keys(root.optionalDependencies ?? {})];
const LISTS = {
  none: [],
  production,
  development: [...production, ...Object.keys(root.devDependencies)],
  "the sandbox's": [...Object.keys(sandbox.dependencies), ...Object.keys(sandbox.optionalDependencies ?? {})],
};

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const inside = (place) => `^${escaped(place)}${place.endsWith("/") ? "" : "$"}`;
const isPackage = "^(sandbox/)?node_modules/";

/** Rows whose text says "all" may import anything of ours. */
function arrows({ place, imports }) {
  if (imports.trim() === "all") return [];
  const named = [...imports.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  return [
    {
      name: `${place} imports from: ${named.join(", ") || "nothing"}`,
      severity: "error",
      from: { path: inside(place) },
      to: {
        pathNot: [inside(place), ...named.map(inside), isPackage],
        dependencyTypesNot: [
          "core",
          "unknown",
          "npm",
          "npm-dev",
          "npm-optional",
          "npm-no-pkg",
          "npm-unknown",
        ],
      },
    },
  ];
}

function lists({ place, packages }) {
  const allowed = packages.split(", ").flatMap((list) => {
    if (!LISTS[list]) throw new Error(`docs/architecture.md: ${place} names no list of packages: "${list}"`);
    return LISTS[list];
  });
  return {
    name: `${place} takes packages of the list: ${packages}`,
    severity: "error",
    from: { path: inside(place) },
    to: {
      path: isPackage,
      pathNot: `${isPackage}(${allowed.map(escaped).join("|")})/`,
      // A type is gone when it runs.
      dependencyTypesNot: ["type-only"],
    },
  };
}

export default {
  forbidden: [
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
    { name: "every import is found", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "every folder has a row in docs/architecture.md",
      severity: "error",
      from: { pathNot: [...rooms.map(({ place }) => inside(place)), isPackage] },
      to: {},
    },
    {
      name: "tests start the sandbox that lags and listens, tests/engine/sandbox.ts",
      severity: "error",
      from: { path: "^tests/", pathNot: "^tests/engine/sandbox\\.ts$" },
      to: { path: "^sandbox/start\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    ...rooms.flatMap(arrows),
    ...rooms.map(lists),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // What runs leave in .sandbox/ is nobody's room: tests beside this one have copies of programs there.
    exclude: { path: ["^\\.", "^bench/programs/.*/node_modules", "^templates/"] },
    tsPreCompilationDeps: true,
    preserveSymlinks: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      mainFields: ["main", "types"],
      conditionNames: ["node", "import", "require", "types", "default"],
    },
  },
};
