import { expect, test } from "@jest/globals";
import type { Identity } from "../../providers/choreo/index.ts";
import { credentialFindings } from "../../settings/index.ts";
import { guideConfig, NOW, parse } from "./fixture.ts";

const settings = parse(guideConfig());
const DEPLOYS = [
  ...["apim:api_view", "apim:api_create", "apim:api_publish"],
  ...["apim:subscribe", "apim:app_manage", "apim:sub_manage"],
];

function findings(changes: Partial<Identity>, isPreview = false) {
  const identity: Identity = {
    kind: "personal access token",
    organizationId: undefined,
    organization: undefined,
    scopes: DEPLOYS,
    ends: undefined,
    ...changes,
  };
  const { problems, ...rest } = credentialFindings(settings, identity, { now: NOW, isPreview });
  return { problems: problems.map(({ message }) => message), ...rest };
}

test("what docs/real-services.md asks for is enough; so is a credential of which nobody knows", () => {
  const nothing = { problems: [], notices: [], remarks: [] };
  expect(findings({})).toEqual(nothing);
  expect(findings({ scopes: ["apim:api_manage", "apim:subscribe"] })).toEqual(nothing);
  expect(findings({ scopes: undefined })).toEqual(nothing);
});

test("each scope that is missing is named once, with the resources that need it", () => {
  expect(findings({ scopes: ["apim:api_view", "apim:subscribe"] }).problems).toEqual([
    "the personal access token lacks the scope apim:api_create (or apim:api_manage, apim:api_publish), which ApiPermissions books, ApiDeployment books need",
    "the personal access token lacks the scope apim:api_publish (or apim:api_manage), which ApiLifecycle books needs",
  ]);
  expect(findings({ scopes: ["apim:api_manage"], kind: "token" }).problems).toEqual([
    "the token lacks the scope apim:subscribe, which every run, also a preview, needs",
    "the token lacks the scope apim:subscribe (or apim:app_manage), which Application storefront, IdpKey storefront need",
    "the token lacks the scope apim:subscribe (or apim:sub_manage), which Subscription storefront-books needs",
  ]);
});

test("a preview needs no more than reading, and says what an up would lack", () => {
  const reader = findings({ scopes: ["apim:api_view", "apim:subscribe"] }, true);
  expect(reader.problems).toEqual([]);
  expect(reader.remarks).toEqual([
    expect.stringContaining(
      "Only a preview is possible: the personal access token lacks the scope apim:api_create",
    ),
    expect.stringContaining("ApiLifecycle books"),
  ]);
  expect(findings({ scopes: ["apim:api_view"] }, true).problems).toEqual([
    expect.stringContaining("lacks the scope apim:subscribe"),
  ]);
});

test("an end within 14 days is a warning, with its days", () => {
  const inDays = (days: number) => new Date(NOW.getTime() + days * 24 * 3600 * 1000 + 1000);
  expect(findings({ ends: inDays(14) }).notices).toEqual([]);
  expect(findings({ ends: inDays(13) }).notices).toEqual([
    "The personal access token for Choreo ends on 2026-12-07, in 13 days. Make another one (Account Settings, Personal Access Tokens)",
  ]);
  expect(findings({ ends: inDays(1), kind: "token" }).notices).toEqual([]);
});
