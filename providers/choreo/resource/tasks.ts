/** The list of tasks in which deployments wait for approval. */
export const DEPLOYMENT_TASK = "API Revision Deployment";

/**
 * Where a task waits for a person.
 *
 * @param task its name in the list of tasks of the Admin Portal
 */
export const whereTaskWaits = (task: string): string =>
  `Tasks > ${task} (Choreo: Settings > Workflow Management; API Manager: Admin Portal)`;
