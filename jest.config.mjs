/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testRunner: "<rootDir>/tests/jest/testRunner.ts",
  testSequencer: "<rootDir>/tests/longestFirst.mjs",
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // Node.js strips the types, as in production.
  transform: {},
  // What runs write goes while jest looks for tests.
  modulePathIgnorePatterns: ["<rootDir>/.sandbox/"],
  // A worker for each file: on one that had run many, stacks in process did not come to the end of their first run, and it is not known why.
  workerIdleMemoryLimit: "1MB",
  testTimeout: 120_000,
};
