export { componentTypes } from "./componentTypes.ts";
export { descriptionOf } from "./madeBy.ts";
export { ChoreoApi, type ChoreoApiArgs } from "./step1-choreo-api/ChoreoApi.ts";
export { AzureWebApi, type AzureWebApiArgs } from "./step2-azure-web-api/AzureWebApi.ts";
export { type DepartedAssignment, isKeptDeparted } from "./step2-azure-web-api/assignments.ts";
export {
  AzureClientApp,
  type AzureClientAppArgs,
  type UsedWebApi,
} from "./step3-azure-client-app/AzureClientApp.ts";
export type { ClientSecret } from "./step3-azure-client-app/clientSecrets.ts";
export {
  ChoreoApplication,
  type ChoreoApplicationArgs,
} from "./step4-choreo-application/ChoreoApplication.ts";
