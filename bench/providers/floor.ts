/** A provider that does nothing: what the engine, the language host and the dynamic provider's process cost by themselves. */

interface Inputs {
  [name: string]: unknown;
}

export const provider = () => ({
  configure: () => undefined,
  check: async (_olds: Inputs, news: Inputs) => ({ inputs: news }),
  diff: async (_id: string, olds: Inputs, news: Inputs) => ({
    changes: Object.keys(news).some(
      (key) => key !== "__provider" && JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
    ),
  }),
  create: async (inputs: Inputs) => ({ id: crypto.randomUUID(), outs: inputs }),
  update: async (_id: string, _olds: Inputs, news: Inputs) => ({ outs: news }),
  read: async (id: string, props: Inputs = {}) => ({ id, props, inputs: props }),
  delete: async () => undefined,
});
