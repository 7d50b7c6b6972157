/** `__provider` of a dynamic provider that does nothing, in the form of ours (`providers/choreo/resources/providerText.ts`). */
export const floorText = `exports.handler = () => {
  let config;
  const call = (method) => (...args) =>
    import("#bench/providers/floor").then((handlers) => handlers[method](config, ...args));
  return {
    configure: (request) => { config = request.config; },
    check: call("check"), diff: call("diff"), create: call("create"),
    read: call("read"), update: call("update"), delete: call("remove"),
  };
};
`;
