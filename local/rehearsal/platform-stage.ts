import { resolve } from "node:path";
import { trainingJobName } from "../../functions/core/names.ts";
import type { AppApi } from "../platform/app-api.ts";
import type { OpenReview } from "../platform/app-replies.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Platform } from "../platform/start-platform.ts";
import { planFault } from "./plan-fault.ts";
import type { Stage } from "./play-rehearsal.ts";

/** A platform as the stage of a rehearsal whose files lie relative to `folder`. */
export function createPlatformStage(platform: Platform, folder: string): Stage {
  const { app, workspace } = platform;
  return {
    runTo: (instant) => platform.runTo(instant),
    async drop({ model, file, as }) {
      await platform.drop(model, resolve(folder, file), as);
    },
    alert: (body) => platform.alert(body, folder),
    serve: ({ model, file, over }) => platform.serve(model, resolve(folder, file), over),
    compute({ kind, name, tags }) {
      workspace.defineCompute({ kind, id: `${kind}-${name}`, name, state: "RUNNING", tags });
    },
    script: (model, outcome) => workspace.script(trainingJobName(model), outcome),
    async answer(answer, { review, by, reason }) {
      const { id, digest } = await findReview(app, review);
      await app.answer(id, { answer, digest, by, reason });
    },
    hold: (body) => app.hold(body),
    async lift(body) {
      await app.resume(body);
    },
    fault(body) {
      try {
        workspace.fault(planFault(body));
      } catch (error) {
        if (error instanceof RangeError) throw new Refusal(error.message);
        throw error;
      }
    },
    killHost: () => platform.restartHost(),
  };
}

/** The open review with this id, or the only one of the model with this id. */
async function findReview(app: AppApi, name: string): Promise<OpenReview> {
  const reviews = await app.reviews();
  const found = reviews.filter(({ id, model }) => id === name || model === name);
  if (found.length === 1 && found[0]) return found[0];
  const open = reviews.map(({ id, model }) => `${id} of ${model}`).join(", ") || "none";
  const problem = found.length === 0 ? "no such review is open" : "more than one is open";
  throw new Refusal(`review is ${name}; ${problem}. Open: ${open}.`);
}
