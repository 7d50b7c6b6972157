/** Whether every JavaScript object has something of this name: what is looked up by it would be found where there is none. */
export function isInherited(name: string): boolean {
  return Object.hasOwn(Object.prototype, name);
}

export const INHERITED = "is a name that every JavaScript object has, and cannot be used here";
