import { beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { entraDirectory } from "../../program/entraDirectory.ts";

const GUEST = "ada_gmail.com#EXT#@taylordean.onmicrosoft.com";
const people = [
  { userPrincipalName: "grace@taylordean.example", mail: "grace@taylordean.example", objectId: "grace-id" },
  { userPrincipalName: GUEST, mail: "ada@gmail.com", objectId: "ada-id" },
  { userPrincipalName: "info1@taylordean.example", mail: "info@taylordean.example", objectId: "info1-id" },
  { userPrincipalName: "info2@taylordean.example", mail: "info@taylordean.example", objectId: "info2-id" },
];
const groups = [
  { displayName: "Librarians", objectId: "6f0e0000-0000-4000-8000-000000000001" },
  { displayName: "Sales", objectId: "6f0e0000-0000-4000-8000-000000000002" },
  { displayName: "sales", objectId: "6f0e0000-0000-4000-8000-000000000003" },
];
const DEPLOYER = "0d9a4a5e-6f7b-4c0a-8a51-2b1f5b7e9c02";
let asked: string[] = [];

/** Errors come over gRPC, which has them in `details`. */
function call(args: pulumi.runtime.MockCallArgs): Record<string, unknown> {
  try {
    return answer(args);
  } catch (error) {
    throw Object.assign(error as Error, { details: (error as Error).message });
  }
}

/** As the published provider answers, its errors included. */
function answer({ token, inputs }: pulumi.runtime.MockCallArgs): Record<string, unknown> {
  const name = token.slice(token.lastIndexOf(":") + 1);
  asked.push(`${name} ${Object.keys(inputs).filter((key) => key !== "ignoreMissing")}`);
  const pick = <T extends object>(all: T[], key: keyof T, wanted: string[], what: string) =>
    wanted.flatMap((value) => {
      const found = all.filter((one) => String(one[key]).toLowerCase() === value.toLowerCase());
      if (found.length > 1) throw new Error(`More than one ${what}: "${value}"`);
      return found;
    });
  if (name === "getUsers") {
    const found = inputs.mails
      ? pick(people, "mail", inputs.mails, "user found with mail")
      : pick(people, "userPrincipalName", inputs.userPrincipalNames, "user found with user principal name");
    if (found.length === 0) throw new Error("No users found");
    return { users: found };
  }
  if (name === "getGroups") {
    const found = inputs.objectIds
      ? pick(groups, "objectId", inputs.objectIds, "group found with object ID")
      : pick(groups, "displayName", inputs.displayNames, "group found with display name");
    if (found.length === 0) throw new Error("No groups found");
    return {
      displayNames: found.map((group) => group.displayName),
      objectIds: found.map((group) => group.objectId),
    };
  }
  if (inputs.objectId === "not-to-be-read")
    throw new Error("Authorization_RequestDenied: Insufficient privileges");
  if (name === "getServicePrincipal" && inputs.objectId === DEPLOYER) return { objectId: DEPLOYER };
  throw new Error(`${name} with object ID "${inputs.objectId}" was not found`);
}

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    { call, newResource: () => ({ id: "", state: {} }) },
    "choreo-azuread",
    "dev",
  );
});

test("members are found with one question, whatever the case", async () => {
  asked = [];
  expect(await entraDirectory.users(["Grace@taylordean.example"])).toEqual({
    ids: { "Grace@taylordean.example": "grace-id" },
    ambiguous: [],
  });
  expect(asked).toEqual(["getUsers userPrincipalNames"]);
});

test("a guest is found by principal name and by e-mail address", async () => {
  expect((await entraDirectory.users([GUEST, "ada@gmail.com", "eve@gmail.com"])).ids).toEqual({
    [GUEST]: "ada-id",
    "ada@gmail.com": "ada-id",
  });
});

test("an address of two people stands for neither, and hides nobody else", async () => {
  expect(await entraDirectory.users(["info@taylordean.example", "ada@gmail.com"])).toEqual({
    ids: { "ada@gmail.com": "ada-id" },
    ambiguous: ["info@taylordean.example"],
  });
});

test("two groups of one name: the others are found", async () => {
  const [librarians] = groups;
  expect(await entraDirectory.groups(["Sales", "Librarians", librarians?.objectId ?? "", "Clerks"])).toEqual({
    ids: { Librarians: librarians?.objectId, [librarians?.objectId ?? ""]: librarians?.objectId },
    ambiguous: ["Sales"],
  });
});

test.each([
  [DEPLOYER, true],
  ["11111111-1111-4111-8111-111111111111", false],
])("whether %s is a principal: %s", async (id, is) => {
  expect(await entraDirectory.isPrincipal(id)).toBe(is);
});

test("whether somebody is there who may not be read is not known", async () => {
  await expect(entraDirectory.isPrincipal("not-to-be-read")).rejects.toThrow("Insufficient privileges");
});
