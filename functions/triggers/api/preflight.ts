import { type PreflightSurroundings, runPreflight } from "../../activities/preflight.ts";
import { registerRoute } from "./register-route.ts";
import { ok } from "./reply.ts";

/** Registers `GET /api/preflight`: whether every private link of the app holds, and the mend where one does not. */
export function registerPreflight(surroundings: PreflightSurroundings): void {
  registerRoute("getPreflight", "GET", "preflight", async () =>
    ok({ links: await runPreflight(surroundings) }),
  );
}
