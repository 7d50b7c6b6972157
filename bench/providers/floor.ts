/** Handlers that do nothing: what the engine, the language host and the dynamic provider's process cost by themselves. */

interface Inputs {
  [name: string]: unknown;
}

export const check = (_olds: Inputs, news: Inputs) => ({ inputs: news });
export const diff = (_id: string, olds: Inputs, news: Inputs) => ({
  changes: Object.keys(news).some(
    (key) => key !== "__provider" && JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
  ),
});
export const create = (inputs: Inputs) => ({ id: `floor-${JSON.stringify(inputs).length}`, outs: inputs });
export const update = (_id: string, _olds: Inputs, news: Inputs) => ({ outs: news });
export const read = (id: string, props: Inputs) => ({ id, props, inputs: props });
export const remove = () => undefined;
