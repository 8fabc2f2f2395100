import type { RegisterRoute } from "./register-route.ts";
import { ok } from "./reply.ts";

/**
 * Registers `GET /api/health` for the platform's health check: the host runs, the app's settings and catalogue were
 * read, its functions are registered. It carries no token and tells nothing else; links are the preflight's.
 */
export function registerHealth(route: RegisterRoute): void {
  route("getHealth", "GET", "health", () => ok({ healthy: true }));
}
