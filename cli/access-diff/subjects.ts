import type { AccessModel, Subject as ModelSubject, ObjectId } from "../../access/index.ts";
import { sortedBy } from "../../access/sort.ts";
import type { Subject } from "./types.ts";

/** People by the name that they have now, or had. */
export function nameSubjects(before: AccessModel, after: AccessModel): (subject: ModelSubject) => Subject {
  return (subject) => (subject.kind === "principal" ? principal(before, after, subject.id) : subject);
}

/** In the order of their kinds and names. */
export function sortSubjects(subjects: Iterable<Subject>): Subject[] {
  return sortedBy(subjects, subjectText);
}

export function subjectText(subject: Subject): string {
  return "name" in subject ? `${subject.kind} ${subject.name}` : subject.kind;
}

export function principals(before: AccessModel, after: AccessModel, ids: readonly ObjectId[]): Subject[] {
  return sortSubjects(ids.map((id) => principal(before, after, id)));
}

function principal(before: AccessModel, after: AccessModel, id: ObjectId): Subject {
  const [is, was] = [after.principals[id], before.principals[id]];
  const known = is && is.kind !== "unknown" ? is : was;
  return known ? { kind: known.kind, name: known.name } : { kind: "unknown", name: id };
}
