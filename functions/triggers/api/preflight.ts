import { type PreflightSurroundings, runPreflight } from "../../activities/preflight.ts";
import type { RegisterRoute } from "./register-route.ts";
import { ok } from "./reply.ts";

/** Registers `GET /api/preflight`: whether every private link of the app holds, and the mend where one does not. */
export function registerPreflight(route: RegisterRoute, surroundings: PreflightSurroundings): void {
  route("getPreflight", "GET", "preflight", async () =>
    ok({ links: await runPreflight(surroundings) }),
  );
}
