import { once } from "node:events";
import { createServer } from "node:net";
import { Refusal } from "./refusal.ts";

/** Throws a Refusal where another program listens on the port of 127.0.0.1; 0 is always free. */
export async function expectFreePort(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new Refusal(
      `Port ${port} of 127.0.0.1: ${code === "EADDRINUSE" ? "another program listens on it" : code}. Choose another with --port, or leave it out for a free one.`,
    );
  } finally {
    server.close();
  }
}
