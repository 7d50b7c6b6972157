export { AzureClientApp, type AzureClientAppArgs, type UsedWebApi } from "./AzureClientApp.ts";
export { AzureWebApi, type AzureWebApiArgs } from "./AzureWebApi.ts";
export type { DepartedAssignment } from "./assignments.ts";
export { ChoreoApi, type ChoreoApiArgs } from "./ChoreoApi.ts";
export { ChoreoApplication, type ChoreoApplicationArgs } from "./ChoreoApplication.ts";
export type { ClientSecret } from "./clientSecrets.ts";
export { componentTypes } from "./componentTypes.ts";
