import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Reply, type Request, respond } from "./http-message.ts";

/** Largest request body in bytes, as in Azure. */
const largestBody = 100 * 1024 * 1024;

/** A listening server. */
export interface Listener {
  /** Base URL without a slash at the end, such as http://127.0.0.1:7071. */
  url: string;
  close(): Promise<void>;
}

/**
 * Listens on the loopback address; port 0 takes a free one. Refuses requests whose Host or Origin
 * names another site, so that no page in a browser can reach the host. Throws when the port is
 * in use.
 */
export async function listen(
  port: number,
  answer: (request: Request) => Promise<Reply>,
): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, answer).catch(() => outgoing.destroy());
  });
  // Clients reuse connections; closing an idle one under them looks like a failure to them.
  server.keepAliveTimeout = 60_000;
  await startListening(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function startListening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new Error(
          `Host: port ${port} is in use by another program; it must be free. ` +
            "Stop that program, or choose another with --port (0 takes any free one).",
          { cause: error },
        ),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: Request) => Promise<Reply>,
): Promise<void> {
  const reply = await replyTo(incoming, answer);
  outgoing.writeHead(reply.status, reply.headers);
  outgoing.end(reply.body);
}

async function replyTo(
  incoming: IncomingMessage,
  answer: (request: Request) => Promise<Reply>,
): Promise<Reply> {
  const host = incoming.headers.host ?? "";
  const origin = `http://${host}`;
  if (!isLoopback(host))
    return respond(403, `Host "${host}" is refused: only the loopback address is served.`);
  if (incoming.headers.origin !== undefined && incoming.headers.origin !== origin) {
    return respond(
      403,
      `Origin "${incoming.headers.origin}" is refused: only this host's own pages may call it.`,
    );
  }
  const body = await readBody(incoming);
  if (body === null) return respond(413, `The body is larger than ${largestBody} bytes.`);
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? "/", origin);
  const { method = "GET", headers } = incoming;
  return answer({ method, path, query, headers, body, origin });
}

function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > largestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
