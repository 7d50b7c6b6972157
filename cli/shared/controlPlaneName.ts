/** The `choreo` settings that say which control plane is meant. */
export interface ControlPlanePlace {
  flavour?: string;
  organization?: string;
  organizationId?: string;
  /** Of API Manager. */
  tenant?: string;
}

/** How a report calls the control plane that it looked at, such as `the organization taylordean of Choreo`. */
export function controlPlaneName({
  flavour,
  organization,
  organizationId,
  tenant,
}: ControlPlanePlace): string {
  return flavour === "apim"
    ? `the tenant ${tenant ?? "of the credentials"} of API Manager`
    : `the organization ${organization ?? organizationId ?? "of the credentials"} of Choreo`;
}
