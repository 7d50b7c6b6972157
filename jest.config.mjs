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
  // Modules that were loaded stay (tests/jest/testRunner.ts): a worker that has got large makes way for another.
  workerIdleMemoryLimit: "1500MB",
  testTimeout: 120_000,
};
