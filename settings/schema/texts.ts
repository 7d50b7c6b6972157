import { z } from "zod";

export const text = z.string().min(1, "must not be empty");
export const names = z.array(text);
/** Where what looks names up does not tell it with both places. */
export const distinctNames = names.superRefine((list, context) => {
  for (const [index, name] of list.entries())
    if (list.indexOf(name) < index)
      context.addIssue({ code: "custom", path: [index], message: "is there twice" });
});
/** Versions 1-8 and the nil GUID alike: Azure's ids are not all RFC 9562 UUIDs. In the form in which the services give them back. */
export const guid = z
  .guid("must be a GUID like 0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04")
  .transform((written) => written.toLowerCase());

/** Entra: at most 100 characters for a display name, 512 for a description in Choreo (Publisher API, Scope.description). */
const shortText = text.max(100, "must have at most 100 characters");
/** White space around a name is refused by Choreo, and seen by nobody. */
export const name = shortText.refine(
  (name) => name === name.trim(),
  "must not begin or end with white space",
);
export const displayName = name.refine(
  (name) => !/^TERRAFORM_UPDATE_/i.test(name),
  "begins as the azuread provider calls what it has not finished; take another name",
);
export const notOurs = (description: z.ZodString) =>
  description.refine(
    (text) => !text.startsWith("Managed by Pulumi:"),
    'must not begin with "Managed by Pulumi:", by which the provider knows what it has made itself',
  );
export const longText = text.max(512, "must have at most 512 characters");

/** Checked by `controlPlaneProblems`. */
export const url = text.optional();
