import { app, type HttpDurableClientHandler } from "durable-functions";

/**
 * Registers one route of the API. It asks for no function key: the component FunctionHosting puts Entra
 * in front of the app, which lets in only who has an app role; the local platform listens on loopback only.
 */
export function registerRoute(
  name: string,
  method: "GET" | "POST",
  route: string,
  handler: HttpDurableClientHandler,
): void {
  app.client.http(name, { methods: [method], route, authLevel: "anonymous", handler });
}
