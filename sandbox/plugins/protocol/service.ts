import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import type { Failure } from "../properties/check.ts";
import type { Change } from "../properties/diff.ts";
import { packageSchema } from "../properties/package-schema.ts";
import { type Refusal, refusal } from "./errors.ts";
import { Operations } from "./operations.ts";
import type { Plugin } from "./plugin.ts";
import { fromStruct, toStruct } from "./values.ts";

type Call<Request> = ServerUnaryCall<Request, unknown>;

/** `pulumirpc.ResourceProvider` (proto/pulumi/provider.proto) on top of {@link Operations}. What is not here answers UNIMPLEMENTED. */
export function providerService<Context>(plugin: Plugin<Context>): UntypedServiceImplementation {
  const operations = new Operations(plugin);
  return {
    getPluginInfo: unary(() => {
      const info = new pluginMessages.PluginInfo();
      info.setVersion(plugin.version);
      return info;
    }),
    attach: unary(() => new empties.Empty()),
    getSchema: unary(() => {
      const answer = new messages.GetSchemaResponse();
      answer.setSchema(JSON.stringify(packageSchema(plugin)));
      return answer;
    }),
    checkConfig: unary(({ request }: Call<Messages.CheckRequest>) =>
      checked(fromStruct(request.getNews()), []),
    ),
    diffConfig: unary(({ request }: Call<Messages.DiffRequest>) => {
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changed = names.filter((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]));
      return diffed(changed.map((path) => ({ property: path, path, kind: "update", replaces: false })));
    }),
    configure: unary(async ({ request }: Call<Messages.ConfigureRequest>) => {
      const args = Object.entries(fromStruct(request.getArgs()));
      await operations.configure(Object.fromEntries(args.map(([name, value]) => [name, String(value)])));
      const answer = new messages.ConfigureResponse();
      answer.setSupportspreview(true);
      return answer;
    }),
    check: unary(({ request }: Call<Messages.CheckRequest>) => {
      const { type, name } = identity(request);
      const { inputs, failures } = operations.check(type, name, fromStruct(request.getNews()));
      return checked(inputs, failures);
    }),
    diff: unary(async ({ request }: Call<Messages.DiffRequest>) => {
      const changes = await operations.diff(
        identity(request).type,
        request.getId(),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
        request.getIgnorechangesList(),
      );
      return diffed(changes);
    }),
    create: unary(async ({ request }: Call<Messages.CreateRequest>) => {
      const inputs = fromStruct(request.getProperties());
      const { id, outputs } = await operations.create(identity(request).type, inputs, request.getPreview());
      const answer = new messages.CreateResponse();
      answer.setId(id);
      answer.setProperties(toStruct(outputs));
      return answer;
    }),
    read: unary(async ({ request }: Call<Messages.ReadRequest>) => {
      const { id, outputs, inputs } = await operations.read(
        identity(request).type,
        request.getId(),
        fromStruct(request.getProperties()),
        request.hasInputs() ? fromStruct(request.getInputs()) : undefined,
      );
      const answer = new messages.ReadResponse();
      // Gone is an answer without anything.
      if (id === "") return answer;
      answer.setId(id);
      answer.setProperties(toStruct(outputs));
      answer.setInputs(toStruct(inputs));
      return answer;
    }),
    update: unary(async ({ request }: Call<Messages.UpdateRequest>) => {
      const outputs = await operations.update(
        identity(request).type,
        request.getId(),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
        request.getIgnorechangesList(),
        request.getPreview(),
      );
      const answer = new messages.UpdateResponse();
      answer.setProperties(toStruct(outputs));
      return answer;
    }),
    delete: unary(async ({ request }: Call<Messages.DeleteRequest>) => {
      await operations.delete(identity(request).type, request.getId(), fromStruct(request.getProperties()));
      return new empties.Empty();
    }),
    invoke: unary(async ({ request }: Call<Messages.InvokeRequest>) => {
      const { result, failures } = await operations.invoke(request.getTok(), fromStruct(request.getArgs()));
      const answer = new messages.InvokeResponse();
      answer.setReturn(toStruct(result));
      answer.setFailuresList(failures.map(failureMessage));
      return answer;
    }),
    cancel: unary(() => {
      operations.cancel();
      return new empties.Empty();
    }),
  };
}

function unary<Request, Response>(handle: (call: Call<Request>) => Response | Promise<Response>) {
  return async (call: Call<Request>, done: sendUnaryData<Response>) => {
    try {
      done(null, await handle(call));
    } catch (error) {
      done((isRefusal(error) ? error : refusal(error)) as never);
    }
  };
}

const isRefusal = (error: unknown): error is Refusal =>
  typeof error === "object" && error !== null && "details" in error && "code" in error;

/** Type and name; the URN `urn:pulumi:<stack>::<project>::<types>::<name>` has both for engines that send nothing else. */
function identity(request: { getUrn(): string; getType(): string; getName(): string }) {
  const [, , types = "", name = ""] = request.getUrn().split("::");
  return { type: request.getType() || (types.split("$").at(-1) ?? ""), name: request.getName() || name };
}

function checked(inputs: ReturnType<typeof fromStruct>, failures: Failure[]) {
  const answer = new messages.CheckResponse();
  answer.setInputs(toStruct(inputs));
  answer.setFailuresList(failures.map(failureMessage));
  return answer;
}

function failureMessage({ property, reason }: Failure): Messages.CheckFailure {
  const failure = new messages.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

const KINDS = {
  add: [messages.PropertyDiff.Kind.ADD, messages.PropertyDiff.Kind.ADD_REPLACE],
  delete: [messages.PropertyDiff.Kind.DELETE, messages.PropertyDiff.Kind.DELETE_REPLACE],
  update: [messages.PropertyDiff.Kind.UPDATE, messages.PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

function diffed(changes: Change[]) {
  const answer = new messages.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  answer.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
  answer.setDiffsList([...new Set(changes.map(({ property }) => property))]);
  answer.setReplacesList([
    ...new Set(changes.filter(({ replaces }) => replaces).map(({ property }) => property)),
  ]);
  for (const { path, kind, replaces } of changes) {
    const detail = new messages.PropertyDiff();
    detail.setKind(KINDS[kind][replaces ? 1 : 0]);
    answer.getDetaileddiffMap().set(path, detail);
  }
  answer.setHasdetaileddiff(true);
  return answer;
}
