/** `npm run test:sweeps` sets it: the same suites through the engine. */
export const throughTheEngine = Boolean(process.env.ENGINE_STACKS);
