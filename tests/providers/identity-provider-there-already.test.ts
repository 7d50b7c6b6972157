import { describe, expect, jest, test } from "@jest/globals";
import * as IdentityProvider from "../../providers/choreo/IdentityProvider/handlers.ts";
import { refused } from "./harness.ts";
import { inputs, useIdentityProviders } from "./useIdentityProviders.ts";

// An identity provider of that name is there: of a run that was cut short, or somebody else's.
describe.each(["choreo", "apim"] as const)("on %s", (flavour) => {
  const there = useIdentityProviders(flavour);
  const { emulator, admin, byHand, made } = there;

  test("an equal one of a run that was cut short is taken; somebody else's only when asked to", async () => {
    const first = await made();
    expect((await made()).id).toBe(first.id);
    await IdentityProvider.remove(there.config, first.id, first.outs);

    await byHand();
    const { message } = await refused(made());
    expect(message).toContain("there is one of this name already, and this stack did not make it");
    expect(message).toContain("adopt: true");
    const adopted = await made({ adopt: true });
    expect(await admin("GET", `/key-managers/${adopted.id}`)).toMatchObject({ issuer: inputs.issuer });
  });

  describe("one that was taken over", () => {
    const changed = { consumerKeyClaim: "appid", environments: ["Staging"] };
    const now = (id: string) => admin("GET", `/key-managers/${id}`);
    const theirs = async () => {
      const { id } = (await byHand()) as { id: string };
      return { id, before: await now(id) };
    };

    test("stays, and gets back what it was, also after changes and a refresh", async () => {
      const { id, before } = await theirs();
      const { outs } = await made({ adopt: true });
      const read = await IdentityProvider.read(there.config, id, outs);
      expect(read.props).toEqual(outs);
      const { inputs: news } = IdentityProvider.check(there.config, outs, {
        ...inputs,
        ...changed,
        adopt: true,
      });
      expect(IdentityProvider.diff(there.config, id, outs, news)).toMatchObject({
        changes: true,
        replaces: [],
      });
      const updated = await IdentityProvider.update(there.config, id, read.props ?? {}, news);
      expect((await now(id)).consumerKeyClaim).toBe("appid");
      const again = await IdentityProvider.read(there.config, id, updated.outs);
      expect(again.props).toEqual(updated.outs);
      // Whoever leaves `adopt` out later has it from before all the same.
      const last = await IdentityProvider.update(there.config, id, again.props ?? {}, {
        ...news,
        adopt: false,
      });
      await IdentityProvider.remove(there.config, id, last.outs);
      expect(await now(id)).toEqual({ ...before, additionalProperties: {} });
    });

    test("by a run that was killed before its state was written stays, too", async () => {
      const { id } = await theirs();
      await made({ adopt: true });
      const { message } = await refused(made());
      expect(message).toContain("this stack did not make it");
      const second = await made({ adopt: true });
      expect(second.id).toBe(id);
      await IdentityProvider.remove(there.config, id, second.outs);
      expect(await now(id)).toMatchObject({ name: "Entra", description: "" });
    });

    test("and was deleted by hand since is no matter", async () => {
      const { id } = await theirs();
      const { outs } = await made({ adopt: true });
      await admin("DELETE", `/key-managers/${id}`);
      await IdentityProvider.remove(there.config, id, outs);
    });

    test("by an earlier version, which did not note it, stays as it is; one that it made goes", async () => {
      const warn = jest.spyOn(console, "warn").mockReturnValue();
      const { id, outs } = await made({ adopt: true });
      const { made: _, ...old } = outs;
      const updated = await IdentityProvider.update(there.config, id, old, { ...inputs, ...old });
      await IdentityProvider.remove(there.config, id, updated.outs);
      expect(warn).toHaveBeenCalledWith(expect.stringContaining('"Entra" stays in Choreo as it is'));
      warn.mockRestore();
      await IdentityProvider.remove(there.config, id, { ...old, adopt: false });
      expect((await IdentityProvider.read(there.config, id, outs)).id).toBeUndefined();
    });

    test("with adopt, where there was none, goes", async () => {
      const before = emulator.state();
      const { id, outs } = await made({ adopt: true });
      await IdentityProvider.remove(there.config, id, outs);
      expect(emulator.state()).toEqual(before);
    });
  });

  test("a lost answer is no reason to take somebody else's", async () => {
    const theirs = await byHand();
    const before = emulator.state();
    emulator.setFaults([{ match: { method: "POST", path: "/key-managers" }, then: { drop: "before" } }]);
    const { message } = await refused(made());
    expect(message).toContain("there is one of this name already, and this stack did not make it");
    expect(emulator.state()).toEqual(before);
    expect(await admin("GET", `/key-managers/${theirs.id}`)).toMatchObject({ description: "By hand" });
  });

  test("an answer that was lost after it was made makes no second one", async () => {
    emulator.setFaults([{ match: { method: "POST", path: "/key-managers" }, then: { drop: "after" } }]);
    const { id } = await made({ description: "The tenant's" });
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({ description: "The tenant's" });
  });

  test("one of a run that was cut short, with other settings, becomes what is asked for now", async () => {
    const first = await made();
    const { id } = await made({ consumerKeyClaim: "appid" });
    expect(id).toBe(first.id);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({ consumerKeyClaim: "appid" });
  });
});
