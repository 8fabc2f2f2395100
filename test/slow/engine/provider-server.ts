import { createRequire } from "node:module";
import {
  type Answers,
  type Message,
  refusalWith,
  type Served,
  serveOnFreePort,
} from "./serve-grpc.ts";
import type { WireRecord } from "./wire-values.ts";

const require = createRequire(import.meta.url);
const service = require("@pulumi/pulumi/proto/provider_grpc_pb.js").ResourceProviderService;
const messages = require("@pulumi/pulumi/proto/provider_pb.js");
const plugin = require("@pulumi/pulumi/proto/plugin_pb.js");
const empty = require("google-protobuf/google/protobuf/empty_pb.js");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js");

/** One resource in a call of the engine. */
export interface ResourceCall {
  type: string;
  name: string;
  urn: string;
  /** Provider id; empty before it is created. */
  id: string;
  inputs: WireRecord;
  /** Outputs as the state has them; empty before it is created. */
  state: WireRecord;
  /** Whether nothing may really change. */
  preview: boolean;
}

/** A difference that a provider finds; the engine replaces the resource where `replaces` is set. */
export interface Difference {
  path: string;
  replaces: boolean;
}

/** What a provider does; a refusal is thrown, and the engine shows its message. */
export interface Provider {
  check(call: ResourceCall): { property: string; reason: string }[];
  diff(call: ResourceCall & { oldInputs: WireRecord }): Difference[];
  /** `unfinished` says why a resource that stands is not ready: the engine keeps it, and sees a failure. */
  create(
    call: ResourceCall,
  ): Promise<{ id: string; outputs: WireRecord; unfinished: string | null }>;
  update(call: ResourceCall): Promise<WireRecord>;
  /** The resource as it is now, or null where it is gone. */
  read(call: ResourceCall): { inputs: WireRecord; outputs: WireRecord } | null;
  remove(call: ResourceCall): Promise<void>;
  invoke(token: string, args: WireRecord): WireRecord;
}

/** Serves a provider over gRPC on a free loopback port. */
export async function serveProvider(provider: Provider): Promise<Served> {
  return await serveOnFreePort(service, answersOf(provider));
}

function answersOf(provider: Provider): Answers {
  return {
    handshake: shakenHands,
    attach: () => new empty.Empty(),
    getPluginInfo: () => set(new plugin.PluginInfo(), { Version: "3.28.0" }),
    checkConfig: (q) => set(new messages.CheckResponse(), { Inputs: q.getNews() }),
    diffConfig: () => new messages.DiffResponse(),
    configure: configured,
    invoke: (q) =>
      set(new messages.InvokeResponse(), {
        Return: struct(provider.invoke(q.getTok(), plain(q.getArgs()))),
      }),
    check: (q) => checked(q, provider),
    diff: (q) => compared(q, provider),
    create: async (q) => {
      const { id, outputs, unfinished } = await provider.create(callOf(q, q.getProperties()));
      if (unfinished !== null) throw halfMade(id, q.getProperties(), outputs, unfinished);
      return set(new messages.CreateResponse(), { Id: id, Properties: struct(outputs) });
    },
    update: async (q) => {
      const call = { ...callOf(q, q.getNews()), state: plain(q.getOlds()) };
      return set(new messages.UpdateResponse(), {
        Properties: struct(await provider.update(call)),
      });
    },
    read: (q) => found(q, provider),
    delete: async (q) => {
      await provider.remove({ ...callOf(q, q.getProperties()), state: plain(q.getProperties()) });
      return new empty.Empty();
    },
    cancel: () => new empty.Empty(),
  };
}

/** Unlike the rest of the protocol, the reply to Configure writes its names in small letters. */
function configured(): Message {
  return set(new messages.ConfigureResponse(), {
    Acceptsecrets: true,
    Supportspreview: true,
    Acceptresources: true,
    SupportsAutonamingConfiguration: true,
  });
}

function shakenHands(): Message {
  return set(new messages.ProviderHandshakeResponse(), {
    AcceptSecrets: true,
    AcceptResources: true,
    SupportsAutonamingConfiguration: true,
  });
}

function set(message: Message, values: Readonly<Record<string, unknown>>): Message {
  for (const [name, value] of Object.entries(values)) message[`set${name}`](value);
  return message;
}

function plain(value: Message): WireRecord {
  return value ? value.toJavaScript() : {};
}

function struct(record: WireRecord): Message {
  return Struct.fromJavaScript(record);
}

function callOf(request: Message, inputs: Message): ResourceCall {
  const urn: string = request.getUrn();
  const parts = urn.split("::");
  return {
    type: (parts[2] ?? "").split("$").at(-1) ?? "",
    name: parts.slice(3).join("::"),
    urn,
    id: request.getId?.() ?? "",
    inputs: plain(inputs),
    state: {},
    preview: request.getPreview?.() ?? false,
  };
}

/** What a provider answers for a resource that stands and failed afterwards. */
function halfMade(id: string, inputs: Message, outputs: WireRecord, reason: string): Error {
  const failure = set(new messages.ErrorResourceInitFailed(), {
    Id: id,
    Inputs: inputs,
    Properties: struct(outputs),
    ReasonsList: [reason],
  });
  return refusalWith(reason, "pulumirpc.ErrorResourceInitFailed", failure);
}

function checked(request: Message, provider: Provider): Message {
  const failures = provider
    .check(callOf(request, request.getNews()))
    .map(({ property, reason }) =>
      set(new messages.CheckFailure(), { Property: property, Reason: reason }),
    );
  return set(new messages.CheckResponse(), { Inputs: request.getNews(), FailuresList: failures });
}

function compared(request: Message, provider: Provider): Message {
  const differences = provider.diff({
    ...callOf(request, request.getNews()),
    state: plain(request.getOlds()),
    oldInputs: plain(request.getOldInputs()),
  });
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const { UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  const reply = set(new messages.DiffResponse(), {
    Changes: differences.length > 0 ? DIFF_SOME : DIFF_NONE,
    DiffsList: differences.map(({ path }) => path),
    ReplacesList: differences.filter(({ replaces }) => replaces).map(({ path }) => path),
    Hasdetaileddiff: true,
  });
  for (const { path, replaces } of differences) {
    const kind = replaces ? UPDATE_REPLACE : UPDATE;
    reply
      .getDetaileddiffMap()
      .set(path, set(new messages.PropertyDiff(), { Kind: kind, Inputdiff: true }));
  }
  return reply;
}

function found(request: Message, provider: Provider): Message {
  const reply = new messages.ReadResponse();
  const call = { ...callOf(request, request.getInputs()), state: plain(request.getProperties()) };
  const now = provider.read(call);
  if (!now) return reply;
  return set(reply, { Id: call.id, Properties: struct(now.outputs), Inputs: struct(now.inputs) });
}
