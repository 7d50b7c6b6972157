import {
  type AccessModel,
  accessOf,
  type EngineResource,
  fromEngine,
  type Resource,
} from "../../access/index.ts";
import { idOf } from "./resourcesOf.ts";

export const [ada, grace, librarians, robot, deployer] = [
  "ada",
  "grace",
  "librarians",
  "robot",
  "deployer",
].map(idOf) as [string, string, string, string, string];

/** Two APIs, one with roles, two clients; each way in which a client can have a permission. */
export function library(): AccessModel {
  return {
    version: 2,
    environment: "dev",
    principals: {
      [ada]: { kind: "user", name: "ada@taylordean.example" },
      [grace]: { kind: "user", name: "grace@taylordean.example" },
      [librarians]: { kind: "group", name: "Librarians" },
      [robot]: { kind: "application", name: "robot" },
      [deployer]: { kind: "deployer", name: deployer },
    },
    apis: {
      books: {
        name: "books",
        apiVersion: "1.0.0",
        apiId: idOf("api books"),
        permissions: {
          add: { scope: "urn:taylordean:books:add", consent: "admins", enabled: true },
          read: { scope: "urn:taylordean:books:read", consent: "users", enabled: false },
        },
        operations: {
          "DELETE /books/{id}": { permissions: [], unlisted: true },
          "GET /books": { permissions: ["add", "read"] },
          "GET /health": { permissions: [], anonymous: true },
        },
        environments: ["Default", "Staging"],
        assignmentRequired: true,
        assigned: [ada, librarians, robot].sort(),
        preAuthorized: { storefront: ["add", "read"] },
        owners: [ada, deployer].sort(),
      },
      orders: {
        name: "orders",
        apiVersion: "2.0.0",
        apiId: idOf("api orders"),
        permissions: { write: { scope: "urn:taylordean:orders:write", consent: "users", enabled: true } },
        operations: { "POST /orders": { permissions: ["write"] } },
        assignmentRequired: false,
        assigned: [grace],
        roles: { clerk: [grace], "clerk-of-all": [] },
        owners: [deployer],
      },
    },
    clients: {
      reports: {
        redirectUris: ["https://localhost:9001/cb"],
        declared: { orders: ["write"] },
        granted: { orders: ["write"] },
        grantedFor: { books: { [grace]: ["add"] } },
        subscribed: ["orders"],
        owners: [deployer],
        secret: { rotation: 2, expires: "90d" },
      },
      storefront: {
        redirectUris: ["https://a.example/", "https://b.example/"],
        declared: { books: ["add", "read"] },
        granted: {},
        subscribed: ["books"],
        owners: [deployer, grace].sort(),
        secret: { rotation: 1, expires: "180d" },
      },
    },
  };
}

export function at<T>(record: Record<string, T>, key: string): T {
  const found = record[key];
  if (!found) throw new Error(`no ${key}`);
  return found;
}

export const read = (resources: readonly EngineResource[]): Resource[] =>
  resources.flatMap((each) => fromEngine(each) ?? []);

export const from = (resources: readonly EngineResource[], ...told: AccessModel[]) => {
  const [first = library(), ...others] = told;
  return accessOf(read(resources), first, ...others);
};
