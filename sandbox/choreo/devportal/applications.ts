import { page } from "../http/paging.ts";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import { throughWorkflow } from "../rules/workflows.ts";
import type { StoredApplication } from "../store/model.ts";
import { readApplication } from "./application-body.ts";
import { showApplication, showApplicationInfo } from "./application-views.ts";

const view = ["apim:subscribe", "apim:app_manage", "apim:app_import_export"];
const manage = ["apim:subscribe", "apim:app_manage"];
/** `/applications` of the Developer Portal. */
export const applicationRoutes: Route[] = [
  { method: "GET", path: "/applications", scopes: view, handle: list },
  { method: "POST", path: "/applications", scopes: manage, handle: create },
  {
    method: "GET",
    path: "/applications/:applicationId",
    scopes: manage,
    handle: (call) => ok(showApplication(call.emulation, findApplication(call))),
  },
  { method: "PUT", path: "/applications/:applicationId", scopes: manage, handle: update },
  { method: "DELETE", path: "/applications/:applicationId", scopes: view, handle: remove },
];

export function findApplication(call: Call): StoredApplication {
  const id = call.param("applicationId");
  const application = call.emulation.store.applications.get(id);
  if (!application) throw refusal.notFound("Application", id);
  return application;
}

/** Only the owner may change an application or what belongs to it. */
export function mustOwn(call: Call, application: StoredApplication): void {
  if (application.owner !== call.caller.subject) throw refusal.forbidden();
}

/** A search by LIKE: `query` may be anywhere in the name. */
function list({ emulation, caller, query }: Call): Answer {
  const text = (query.get("query") ?? "").toLowerCase();
  const found = [...emulation.store.applications.values()]
    .filter(({ owner, name }) => owner === caller.subject && name.toLowerCase().includes(text))
    .sort((a, b) => a.name.localeCompare(b.name));
  if (query.get("sortOrder") === "desc") found.reverse();
  return ok(
    page(
      found.map((one) => showApplicationInfo(emulation, one)),
      query,
      "/applications",
    ),
  );
}

async function create(call: Call): Promise<Answer> {
  const { emulation, caller } = call;
  const { store } = emulation;
  const body = await readApplication(call);
  mustBeFree(call, body.name);
  const now = store.now();
  const application: StoredApplication = {
    id: store.newId(),
    name: body.name,
    owner: caller.subject,
    throttlingPolicy: body.throttlingPolicy,
    description: body.description ?? "",
    groups: body.groups ?? [],
    attributes: body.attributes ?? {},
    visibility: visibilityOf(body),
    status: "CREATED",
    createdTime: now,
    updatedTime: now,
  };
  store.applications.set(application.id, application);
  throughWorkflow(emulation, "application", application.id, {
    approve: () => {
      application.status = "APPROVED";
    },
    reject: () => {
      application.status = "REJECTED";
    },
  });
  return {
    status: 201,
    body: showApplication(emulation, application),
    headers: { location: `/applications/${application.id}` },
  };
}

async function update(call: Call): Promise<Answer> {
  const { emulation } = call;
  const body = await readApplication(call);
  const application = findApplication(call);
  mustOwn(call, application);
  mustBeFree(call, body.name, application.id);
  application.name = body.name;
  application.throttlingPolicy = body.throttlingPolicy;
  application.description = body.description ?? "";
  application.groups = body.groups ?? [];
  application.attributes = body.attributes ?? {};
  application.visibility = visibilityOf(body);
  application.updatedTime = emulation.store.now();
  emulation.changed();
  return ok(showApplication(emulation, application));
}

/** Of API Manager alone. */
const visibilityOf = (body: { visibility?: string | null | undefined }): string =>
  body.visibility ?? "PRIVATE";

/** 200, or 201 while it waits for approval. */
function remove(call: Call): Answer {
  const { emulation } = call;
  const application = findApplication(call);
  mustOwn(call, application);
  if (application.status === "DELETE_PENDING") {
    throw refusal.badRequest("The deletion of the application is pending already");
  }
  const before = application.status;
  const waits = throughWorkflow(emulation, "applicationDeletion", application.id, {
    approve: () => emulation.store.removeApplication(application.id),
    reject: () => {
      application.status = before;
    },
  });
  emulation.changed();
  if (!waits) return ok();
  application.status = "DELETE_PENDING";
  return { status: 201 };
}

function mustBeFree({ emulation, caller }: Call, name: string, except?: string): void {
  const taken = [...emulation.store.applications.values()].some(
    (other) =>
      other.id !== except &&
      other.owner === caller.subject &&
      other.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw refusal.alreadyExists(`An application already exists with name ${name}`);
}
