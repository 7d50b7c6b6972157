/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testRunner: "<rootDir>/tests/jest/testRunner.ts",
  testSequencer: "<rootDir>/tests/longestFirst.mjs",
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // Node.js strips the types, as in production.
  transform: {},
  testTimeout: 120_000,
};
