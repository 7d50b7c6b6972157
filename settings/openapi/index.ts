export { DocumentError } from "../file.ts";
export { deriveApi } from "./derive.ts";
export { readDocument } from "./document.ts";
