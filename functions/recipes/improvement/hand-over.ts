import type { OrchestrationContext } from "durable-functions";
import { type Instant, minute } from "../../core/instant.ts";
import { instanceId, orchestrations } from "../../core/names.ts";
import type { Judged } from "../decide-action.ts";
import { show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import type { Training } from "../train-to-end.ts";
import { now } from "../waits.ts";
import type { ImprovementEnd } from "./improvement.ts";
import type { ImprovementRequest } from "./matter.ts";

/** A candidate that the gate rejected, and since when it was trained. */
export interface Rejected {
  judged: Judged;
  triggeredAt: Instant;
}

/** Hands a rejected lifecycle's evidence to an improvement and waits for its end; one that fails tells of that itself. */
export function* handOver(
  context: OrchestrationContext,
  { model, definition, data, pollSeconds }: Training,
  { judged, triggeredAt }: Rejected,
): Recipe<ImprovementEnd | { kind: "failed" }> {
  const { evidence } = judged;
  if (evidence.kind === "missing") throw new Error("Improvement: nothing can be rejected unseen.");
  const parent = context.df.instanceId;
  show(context, "improve");
  const request: ImprovementRequest = {
    parent,
    training: { model, definition, data, pollSeconds },
    judged: { ...judged, evidence },
    minutes: (now(context) - triggeredAt) / minute,
  };
  const id = instanceId("improvement", model, parent);
  try {
    return (yield context.df.callSubOrchestrator(
      orchestrations.improvement,
      request,
      id,
    )) as ImprovementEnd;
  } catch {
    return { kind: "failed" };
  }
}
