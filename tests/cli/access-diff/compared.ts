import type { AccessModel } from "../../../access/index.ts";
import { compare } from "../../../cli/access-diff/compare.ts";
import { booksModel, changed, comparison } from "./models.ts";

export const sentences = (facts: { sentence: string }[]) => facts.map(({ sentence }) => sentence);

export const model = (after: AccessModel, before: AccessModel | undefined = booksModel()) =>
  compare(comparison({ before, after }));

export const books = (edit: (api: AccessModel["apis"][string]) => void) =>
  changed(({ apis }) => {
    if (apis.books) edit(apis.books);
  });
