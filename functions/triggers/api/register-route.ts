import { app, type HttpDurableClientHandler } from "durable-functions";
import { mayAct, parseCaller } from "../../core/caller.ts";

/** Registers one route of the API. */
export type RegisterRoute = (
  name: string,
  method: "GET" | "POST",
  route: string,
  handler: HttpDurableClientHandler,
) => void;

/**
 * Creates what registers the routes. They ask for no function key: the component FunctionHosting puts Entra ID in
 * front of the app, which lets in only who may call it; what changes something also asks for `approverRole`. The
 * local platform has no such role and listens on loopback only.
 */
export function createRoutes(approverRole: string | null): RegisterRoute {
  return (name, method, route, handler) => {
    const guarded: HttpDurableClientHandler = (request, client, context) => {
      const { headers } = request;
      // A browser says where a form comes from: another site may not order anything in a person's name.
      const site = headers.get("sec-fetch-site");
      if (site !== null && site !== "same-origin" && site !== "none") {
        return {
          status: 403,
          jsonBody: { error: `This order comes from another site (${site}).` },
        };
      }
      const who = parseCaller(
        headers.get("x-ms-client-principal"),
        headers.get("x-ms-client-principal-name"),
      );
      if (mayAct(who, approverRole)) return handler(request, client, context);
      const error = `This needs the app role ${approverRole}. Ask whoever keeps the app registration for it.`;
      return { status: 403, jsonBody: { error } };
    };
    const chosen = method === "POST" ? guarded : handler;
    app.client.http(name, { methods: [method], route, authLevel: "anonymous", handler: chosen });
  };
}
