import { createRequire } from "node:module";
import grpc from "@grpc/grpc-js";

const require = createRequire(import.meta.url);
const { Any } = require("google-protobuf/google/protobuf/any_pb.js");
const { Status } = require("@pulumi/pulumi/proto/status_pb.js");

/** A gRPC server that the engine can attach to. */
export interface Served {
  port: number;
  stop(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the generated protobuf classes ship without types
export type Message = any;

/** Answers calls by name; what an answer throws, the engine shows. */
export type Answers = Readonly<Record<string, (request: Message) => Message | Promise<Message>>>;

/** Serves these calls of a gRPC service on a free loopback port. */
export async function serveOnFreePort(
  service: grpc.ServiceDefinition,
  answers: Answers,
): Promise<Served> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 << 20 });
  const calls = Object.entries(answers).map(([name, answer]) => [name, replying(answer)]);
  server.addService(service, Object.fromEntries(calls));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, stop: async () => server.forceShutdown() };
}

function replying(answer: Answers[string]): grpc.handleUnaryCall<Message, Message> {
  return async (call, reply): Promise<void> => {
    try {
      reply(null, await answer(call.request));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      const more = error instanceof Error && "metadata" in error ? error.metadata : undefined;
      const metadata = more instanceof grpc.Metadata ? more : new grpc.Metadata();
      reply({ code: grpc.status.UNKNOWN, details, metadata });
    }
  };
}

/** A refusal that carries a message of the protocol beside its reason; the caller finds it by its type. */
export function refusalWith(reason: string, type: string, message: Message): Error {
  const detail = new Any();
  detail.pack(message.serializeBinary(), type);
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(reason);
  status.addDetails(detail);
  const metadata = new grpc.Metadata();
  // Go's gRPC reads details of a failure from this key.
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return Object.assign(new Error(reason), { metadata });
}
