import { expect, test } from "@jest/globals";
import { strayKeys } from "../../program/strayKeys.ts";

const said = (...keys: string[]) =>
  strayKeys(keys, "choreo-azuread").map(({ path, message }) => `${path}: ${message}`);

test.each([
  ["choreo-azuread:protct", 'choreo-azuread:protct: unknown key. Did you mean "protect"?'],
  ["choreo-azuread:Protect", 'choreo-azuread:Protect: unknown key. Did you mean "protect"?'],
  ["choreo-azuread:choreoCredential", 'unknown key. Did you mean "choreoCredentials"?'],
  ["choreo-azuread:books", "choreo-azuread:books: unknown key. Keys there are: apis, choreo,"],
  ["azuread:tenatId", 'azuread:tenatId: unknown key. Did you mean "tenantId"?'],
  ["azuread:useOIDC", 'azuread:useOIDC: unknown key. Did you mean "useOidc"?'],
  ["choreo-azured:protect", 'Did you mean "choreo-azuread:protect"?'],
  ["choreo-azure-ad:apis", 'Did you mean "choreo-azuread:apis"?'],
  ["choreo:clients", 'Did you mean "choreo-azuread:clients"?'],
  ["azured:tenantId", 'Did you mean "azuread:tenantId"?'],
  ["AzureAD:tenantId", 'Did you mean "azuread:tenantId"?'],
])("%s", (key, message) => {
  expect(said(key)).toEqual([expect.stringContaining(message)]);
});

test("what this program, its provider or another tool reads is left alone", () => {
  expect(
    said(
      ...["environment", "extends", "choreo", "keyType", "apis", "clients", "protect", "deployer"].map(
        (key) => `choreo-azuread:${key}`,
      ),
      "choreo-azuread:choreoCredentials",
      "azuread:tenantId",
      "azuread:clientSecret",
      "azuread:version",
      "azure:location",
      "azure-native:tenantId",
      "aws:region",
      "pulumi:tags",
      "github:token",
      "choreography:room",
    ),
  ).toEqual([]);
});
