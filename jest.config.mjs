/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testSequencer: "<rootDir>/tests/longestFirst.mjs",
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  // swc only strips types; the module system stays ESM, as in production.
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2023", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  // istanbul would instrument the closures that Pulumi serializes into the state; v8 leaves the source alone.
  coverageProvider: "v8",
  testTimeout: 120_000,
};
