/** Handlers that do nothing: what the engine, the language host and the dynamic provider's process cost by themselves. */

interface Inputs {
  [name: string]: unknown;
}

export const check = (_config: unknown, _olds: Inputs, news: Inputs) => ({ inputs: news });

export const diff = (_config: unknown, _id: string, olds: Inputs, news: Inputs) => ({
  changes: Object.keys(news).some(
    (key) => key !== "__provider" && JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
  ),
});

export const create = (_config: unknown, inputs: Inputs) => ({
  id: crypto.randomUUID(),
  outs: inputs,
});

export const update = (_config: unknown, _id: string, _olds: Inputs, news: Inputs) => ({ outs: news });

export const read = (_config: unknown, id: string, props: Inputs = {}) => ({ id, props, inputs: props });

export const remove = () => undefined;
