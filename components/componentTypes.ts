/** Types of the components, as they stand in the state and its URNs. Renaming one replaces everything under it. */
export const componentTypes = {
  choreoApi: "choreo-azuread:index:ChoreoApi",
  azureWebApi: "choreo-azuread:index:AzureWebApi",
  azureClientApp: "choreo-azuread:index:AzureClientApp",
  choreoApplication: "choreo-azuread:index:ChoreoApplication",
} as const;
