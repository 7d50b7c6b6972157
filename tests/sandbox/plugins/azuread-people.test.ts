import { describe, expect, test } from "@jest/globals";
import { entra as seed } from "../../../sandbox/seed.ts";
import { GROUP, GROUP_MEMBER, USER, useAzure } from "./azure.ts";
import { isSecret } from "./engine.ts";

const azure = useAzure();

describe("User", () => {
  const UPN = `alan@${seed.domain}`;
  const news = { userPrincipalName: UPN, displayName: "Alan Turing", password: "enigma-Bletchley-1" };

  test("takes the nickname from the UPN, keeps the password secret and in the state only", async () => {
    const made = await azure.engine.create(USER, "alan", news);
    expect(made.id).toBe(`/users/${made.outputs.objectId}`);
    expect(made.outputs).toMatchObject({
      mailNickname: "alan",
      accountEnabled: true,
      showInAddressList: true,
    });
    expect(isSecret(made.outputs.password)).toBe(true);
    expect((await azure.engine.diff(made, news)).changes).toBe("none");
    const refreshed = await azure.engine.refresh(made);
    expect(refreshed?.outputs.password).toEqual(made.outputs.password);
    expect((await azure.engine.diff(refreshed ?? made, news)).changes).toBe("none");
    expect(JSON.stringify(azure.entra.state())).not.toContain(news.password);
  });

  test("updates in place and goes", async () => {
    const made = await azure.engine.create(USER, "alan", news);
    const updated = await azure.engine.update(made, {
      ...news,
      department: "Mathematics",
      showInAddressList: false,
    });
    expect(updated.outputs).toMatchObject({
      department: "Mathematics",
      managerId: "",
      showInAddressList: false,
    });
    await azure.engine.delete(updated);
    expect(await azure.engine.refresh(updated)).toBeUndefined();
  });

  test("a UPN that is no address is refused in the preview, without the password in the message", async () => {
    const { failures } = await azure.engine.check(USER, "alan", {
      ...news,
      userPrincipalName: "alan",
      password: "",
    });
    expect(failures.join("\n")).toContain('"user_principal_name" must be a valid email address, got "alan"');
    const long = "x".repeat(300);
    expect(
      (await azure.engine.check(USER, "alan", { ...news, password: long })).failures.join(),
    ).not.toContain(long);
  });
});

describe("Group", () => {
  const news = { displayName: "Readers", securityEnabled: true };

  test("keeps the caller as owner, members in place, a nickname of its own", async () => {
    const { ada, grace } = seed.users;
    const made = await azure.engine.create(GROUP, "readers", { ...news, members: [ada.id] });
    expect(made.id).toBe(`/groups/${made.outputs.objectId}`);
    expect(made.outputs).toMatchObject({
      members: [ada.id],
      owners: [seed.deployer.servicePrincipalId],
      mailEnabled: false,
      dynamicMembership: null,
    });
    expect(made.outputs.mailNickname).toMatch(/^[0-9a-f]{8}-[0-9a-f]$/);
    const next = { ...news, members: [grace.id] };
    expect((await azure.engine.diff(made, next)).detailed).toEqual({ "members[0]": "update" });
    const updated = await azure.engine.update(made, next);
    expect(updated.outputs.members).toEqual([grace.id]);
    expect((await azure.engine.diff((await azure.engine.refresh(updated)) ?? updated, next)).changes).toBe(
      "none",
    );
    await azure.engine.delete(updated);
    expect(await azure.engine.refresh(updated)).toBeUndefined();
  });

  test("a member of its own kind joins beside the others", async () => {
    const group = await azure.engine.create(GROUP, "readers", news);
    const member = await azure.engine.create(GROUP_MEMBER, "eve", {
      groupObjectId: String(group.outputs.objectId),
      memberObjectId: seed.users.eve.id,
    });
    expect(member.id).toBe(`${group.outputs.objectId}/member/${seed.users.eve.id}`);
    expect((await azure.engine.refresh(group))?.outputs.members).toEqual([seed.users.eve.id]);
    await azure.engine.delete(member);
    expect(await azure.engine.refresh(member)).toBeUndefined();
  });

  test("two of one name are refused where that is wanted", async () => {
    await expect(
      azure.engine.create(GROUP, "librarians", {
        displayName: "Librarians",
        securityEnabled: true,
        preventDuplicateNames: true,
      }),
    ).rejects.toThrow(
      `An existing "azuread_group" with name "Librarians" (ID: "${seed.groups.librarians.id}") was found`,
    );
  });

  test.each([
    [{ displayName: "Readers" }, /one of `mail_enabled,security_enabled` must be specified/],
    [{ ...news, types: ["Unified"] }, /no Microsoft 365 groups/],
    [{ ...news, types: ["DynamicMembership"] }, /`dynamic_membership` must be specified/],
  ])("refuses %j", async (inputs, message) => {
    expect((await azure.engine.check(GROUP, "readers", inputs)).failures.join()).toMatch(message);
  });
});
