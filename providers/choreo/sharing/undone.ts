/**
 * What this process has given back of an API on its way out: on destroy the lifecycle goes first, then the deployment, then the
 * permissions. If another stack joined in between, the last step puts it right again.
 */
const unpublished = new Set<string>();
const undeployed = new Set<string>();

export const undone = { unpublished, undeployed };
