import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Values } from "../../../sandbox/plugins/properties/types.ts";
import type { Plugin } from "../../../sandbox/plugins/protocol/plugin.ts";
import { providerService } from "../../../sandbox/plugins/protocol/service.ts";

export interface Resource {
  type: string;
  name: string;
  id: string;
  inputs: Values;
  outputs: Values;
}

export interface Difference {
  changes: "none" | "some";
  diffs: string[];
  replaces: string[];
  detailed: Record<string, string>;
}

const KINDS = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

/** Plays the engine's part of the provider protocol over gRPC, as `pulumi` does for one resource at a time. */
export class TestEngine {
  readonly #server: Server;
  // biome-ignore lint/suspicious/noExplicitAny: the generated client has one method per call, each with its own classes
  readonly #client: any;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#client = new services.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  static async start<Context>(plugin: Plugin<Context>, config: Values = {}): Promise<TestEngine> {
    const server = new Server();
    server.addService(services.ResourceProviderService, providerService(plugin));
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (e, bound) =>
        e ? reject(e) : resolve(bound),
      ),
    );
    const engine = new TestEngine(server, port);
    try {
      await engine.#configure(config);
    } catch (error) {
      engine.stop();
      throw error;
    }
    return engine;
  }

  stop(): void {
    this.#client.close();
    this.#server.forceShutdown();
  }

  async #configure(config: Values): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setArgs(struct(config));
    request.setAcceptsecrets(true);
    await this.call("configure", request);
  }

  async schema(): Promise<Record<string, never>> {
    return JSON.parse((await this.call("getSchema", new messages.GetSchemaRequest())).getSchema());
  }

  async check(type: string, name: string, news: Values): Promise<{ inputs: Values; failures: string[] }> {
    const request = named(new messages.CheckRequest(), type, name);
    request.setNews(struct(news));
    const answer = await this.call("check", request);
    return {
      inputs: answer.getInputs().toJavaScript(),
      failures: answer.getFailuresList().map((failure: { getReason(): string }) => failure.getReason()),
    };
  }

  async #checked(type: string, name: string, news: Values): Promise<Values> {
    const { inputs, failures } = await this.check(type, name, news);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return inputs;
  }

  async previewCreate(type: string, name: string, news: Values): Promise<Values> {
    return (await this.#create(type, name, await this.#checked(type, name, news), true)).outputs;
  }

  async create(type: string, name: string, news: Values): Promise<Resource> {
    return this.#create(type, name, await this.#checked(type, name, news), false);
  }

  async #create(type: string, name: string, inputs: Values, preview: boolean): Promise<Resource> {
    const request = named(new messages.CreateRequest(), type, name);
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    const answer = await this.call("create", request);
    return { type, name, inputs, id: answer.getId(), outputs: answer.getProperties().toJavaScript() };
  }

  async diff(resource: Resource, news: Values, ignoreChanges: string[] = []): Promise<Difference> {
    const request = named(new messages.DiffRequest(), resource.type, resource.name);
    request.setId(resource.id);
    request.setOlds(struct(plain(resource.outputs)));
    request.setOldInputs(struct(resource.inputs));
    request.setNews(struct(await this.#checked(resource.type, resource.name, news)));
    request.setIgnorechangesList(ignoreChanges);
    const answer = await this.call("diff", request);
    const detailed: Record<string, string> = {};
    answer.getDetaileddiffMap().forEach((detail: { getKind(): number }, path: string) => {
      detailed[path] = KINDS[detail.getKind()] ?? "?";
    });
    return {
      changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_NONE ? "none" : "some",
      diffs: answer.getDiffsList(),
      replaces: answer.getReplacesList(),
      detailed,
    };
  }

  async update(
    resource: Resource,
    news: Values,
    { preview = false, ignoreChanges = [] as string[] } = {},
  ): Promise<Resource> {
    const inputs = await this.#checked(resource.type, resource.name, news);
    const request = named(new messages.UpdateRequest(), resource.type, resource.name);
    request.setId(resource.id);
    request.setOlds(struct(plain(resource.outputs)));
    request.setOldInputs(struct(resource.inputs));
    request.setNews(struct(inputs));
    request.setIgnorechangesList(ignoreChanges);
    request.setPreview(preview);
    const answer = await this.call("update", request);
    return { ...resource, inputs, outputs: answer.getProperties().toJavaScript() };
  }

  /** `undefined` when it is gone. */
  async refresh(resource: Resource): Promise<Resource | undefined> {
    return this.#read(resource.type, resource.name, resource.id, resource);
  }

  async import(type: string, name: string, id: string): Promise<Resource | undefined> {
    return this.#read(type, name, id);
  }

  async #read(type: string, name: string, id: string, old?: Resource): Promise<Resource | undefined> {
    const request = named(new messages.ReadRequest(), type, name);
    request.setId(id);
    if (old) {
      request.setProperties(struct(plain(old.outputs)));
      request.setInputs(struct(old.inputs));
    }
    const answer = await this.call("read", request);
    if (answer.getId() === "") return undefined;
    return {
      type,
      name,
      id: answer.getId(),
      inputs: answer.getInputs().toJavaScript(),
      outputs: answer.getProperties().toJavaScript(),
    };
  }

  async delete(resource: Resource): Promise<void> {
    const request = named(new messages.DeleteRequest(), resource.type, resource.name);
    request.setId(resource.id);
    request.setProperties(struct(plain(resource.outputs)));
    await this.call("delete", request);
  }

  async invoke(token: string, args: Values): Promise<Values> {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(struct(args));
    const answer = await this.call("invoke", request);
    const failures = answer.getFailuresList().map((failure: { getReason(): string }) => failure.getReason());
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return answer.getReturn().toJavaScript();
  }

  // biome-ignore lint/suspicious/noExplicitAny: see above
  call(method: string, request: unknown): Promise<any> {
    return new Promise((resolve, reject) =>
      this.#client[method](request, (error: ServiceError | null, answer: unknown) =>
        error
          ? reject(Object.assign(new Error(error.details), { metadata: error.metadata }))
          : resolve(answer),
      ),
    );
  }
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What the engine hands back to a plugin that takes no secrets. */
export function plain(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isSecret(value) ? (value as Values).value : value]),
  ) as Values;
}

export const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && SIGNATURE in value;

function named<
  Message extends {
    setUrn(urn: string): unknown;
    setType(type: string): unknown;
    setName(n: string): unknown;
  },
>(message: Message, type: string, name: string): Message {
  message.setUrn(`urn:pulumi:dev::test::${type}::${name}`);
  message.setType(type);
  message.setName(name);
  return message;
}

const struct = (values: Values) => structs.Struct.fromJavaScript(values as never);
