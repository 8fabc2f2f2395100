import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a scripted server does with one request. */
export type Play =
  | { kind: "answer"; status: number; body: string; headers?: Record<string, string> }
  /** Closes the connection without a word. */
  | { kind: "reset" }
  /** Takes the request and never answers. */
  | { kind: "silence" }
  /** Answers one byte at a time, and never ends. */
  | { kind: "drip" };

/** One request as it came in. */
interface Seen {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** What was done with it. */
  play: Play;
}

/** A real HTTP server on loopback that plays its script, one play a request, and notes what it saw. */
export interface ScriptedServer {
  url: string;
  seen: Seen[];
  close(): Promise<void>;
}

/** A play that answers JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Play {
  return {
    kind: "answer",
    status,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  };
}

/** Starts the server, which takes its plays from the script's start; without one it answers 599, which no client retries. */
export async function startScriptedServer(script: Play[]): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const play = script.shift() ?? json({ error_code: "SCRIPT_ENDED" }, 599);
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers, body, play });
    enact(play, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function enact(play: Play, response: ServerResponse): void {
  if (play.kind === "reset") response.destroy();
  if (play.kind === "answer") response.writeHead(play.status, play.headers).end(play.body);
  if (play.kind === "drip") {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
