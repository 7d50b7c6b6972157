/**
 * The SDK takes a stack trace for each promise and each resource, and has `source-map-support` translate them: for that it reads
 * and parses the maps of all SDK files, a seventh of the processor time of a preview. Node.js runs this program's `.ts` files with
 * their own line numbers, so only the SDK's frames lose by it.
 */
Reflect.deleteProperty(Error, "prepareStackTrace");
