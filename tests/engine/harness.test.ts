import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

const PROGRAM = `
  import * as pulumi from "@pulumi/pulumi";
  const provider: pulumi.dynamic.ResourceProvider = {
    async create(inputs) { return { id: "thing-1", outs: inputs }; },
    async diff(_id, olds, news) { return { changes: olds.color !== news.color }; },
    async update(_id, _olds, news) { return { outs: news }; },
  };
  class Thing extends pulumi.dynamic.Resource {
    constructor(name: string, props: object) { super(provider, name, props, {}, "choreo", "Thing"); }
  }
  const config = new pulumi.Config();
  export const id = new Thing("a", { color: config.require("color") }).id;
  export const token = pulumi.secret("not to be shown");
`;

test(
  "a program runs through the real engine: up, no-op, update, outputs, state, destroy",
  () =>
    withProgram(PROGRAM, { config: { "choreo-azuread:color": "red" } }, async (stack) => {
      const up = await stack.up();
      expect(up.changes).toEqual({ create: 2 });

      expect(await stack.outputs()).toEqual({ id: "thing-1", token: "[secret]" });
      expect(await stack.outputs({ secrets: true })).toMatchObject({ token: "not to be shown" });
      expect(JSON.stringify(await stack.exportState())).not.toContain("not to be shown");

      const noop = await stack.preview({ flags: ["--expect-no-changes"] });
      expect(noop).toMatchObject({ exitCode: 0, steps: [], changes: { same: 2 } });

      await stack.setConfig({ "choreo-azuread:color": "blue" });
      const update = await stack.preview();
      expect(update.steps).toMatchObject([
        { op: "update", type: "pulumi-nodejs:dynamic/choreo:Thing", name: "a", diffs: ["color"] },
      ]);

      await stack.setConfig({});
      const failed = await stack.preview({ mayFail: true });
      expect(failed.exitCode).not.toBe(0);
      expect(failed.errors.join()).toContain("choreo-azuread:color");

      expect((await stack.destroy()).changes).toEqual({ delete: 2 });
    }),
  ENGINE_TIMEOUT,
);
