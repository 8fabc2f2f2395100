import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

/** The two Azure endpoints that the program itself calls: blobs, and Resource Manager. */
export interface AzureEndpoint {
  url: string;
  /** Settings with which `@azure/identity` finds its token here, as it would inside App Service. */
  identitySettings: Record<string, string>;
  /** SHA-256 of each uploaded blob, by path. */
  uploads: ReadonlyMap<string, string>;
  /** Apps whose triggers were synced, in order. */
  syncs: readonly string[];
  /** From now on the first upload and the first sync are refused: their role has not spread yet. */
  refuseEachOnce(): void;
  /** What was refused so, in order. */
  refused: readonly ("upload" | "sync")[];
  stop(): Promise<void>;
}

/** Serves them on a free loopback port. A call without the token that it gave is refused, as in Azure. */
export async function startAzureEndpoint(): Promise<AzureEndpoint> {
  const uploads = new Map<string, string>();
  const syncs: string[] = [];
  const toRefuse = new Set<"upload" | "sync">();
  const refused: ("upload" | "sync")[] = [];
  const refuses = (call: "upload" | "sync"): boolean => {
    const due = toRefuse.delete(call);
    if (due) refused.push(call);
    return due;
  };
  const token = "token-of-the-test";
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const reply = (status: number, body = "") => void response.writeHead(status).end(body);
    if (pathname === "/identity") {
      const expires = Math.floor(Date.now() / 1000) + 3600;
      return reply(
        200,
        JSON.stringify({
          access_token: token,
          expires_on: expires,
          resource: "any",
          token_type: "Bearer",
        }),
      );
    }
    if (request.headers.authorization !== `Bearer ${token}`) return reply(401, "no token");
    if (request.method === "PUT") {
      if (refuses("upload")) return reply(403, "AuthorizationPermissionMismatch");
      if (uploads.has(pathname)) return reply(409, "BlobAlreadyExists");
      const body = await buffer(request);
      uploads.set(pathname, createHash("sha256").update(body).digest("hex"));
      return reply(201);
    }
    if (pathname.endsWith("/syncfunctiontriggers")) {
      if (refuses("sync")) return reply(403, "AuthorizationFailed");
      syncs.push(pathname.split("/").at(-2) ?? "");
      return reply(204);
    }
    return reply(404);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    identitySettings: { IDENTITY_ENDPOINT: `${url}/identity`, IDENTITY_HEADER: "test" },
    uploads,
    syncs,
    refuseEachOnce: () => {
      toRefuse.add("upload").add("sync");
    },
    refused,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
