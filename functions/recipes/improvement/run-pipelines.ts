import type { OrchestrationContext } from "durable-functions";
import { pipelinesOf } from "../../core/improvement/plan.ts";
import { tellReasons } from "../../core/improvement/tell-reasons.ts";
import { pollToEnd } from "../poll-job-status.ts";
import { record } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import type { Training } from "../train-to-end.ts";
import { now } from "../waits.ts";
import type { NextTrial } from "./make-plan.ts";
import { roundOf } from "./matter.ts";

/** How the pipelines of a plan ended; `runs`: how many were started. */
export type PipelinesEnd =
  | { kind: "refreshed"; runs: number }
  | { kind: "failed"; runs: number; reason: string };

/** Runs the registered pipelines of a plan one after the other, each once; the first that fails ends it. */
export function* runPipelines(
  context: OrchestrationContext,
  { plan, iteration }: NextTrial,
  training: Training,
): Recipe<PipelinesEnd> {
  const names = pipelinesOf(plan);
  for (const [at, jobName] of names.entries()) {
    const failure = yield* runPipeline(context, jobName, training);
    if (failure === null) continue;
    const reason = `Pipeline ${jobName}: ${failure}`;
    yield* record(context, {
      step: `${roundOf(iteration)}pipeline/${jobName}`,
      model: training.model,
      pattern: "improvement",
      kind: "run",
      inputs: { jobName, plan },
      verdict: "failed",
      action: "stop",
      autonomy: null,
      reasons: tellReasons([reason]),
    });
    return { kind: "failed", runs: at + 1, reason };
  }
  return { kind: "refreshed", runs: names.length };
}

/** Why the run did not succeed, or null. */
function* runPipeline(
  context: OrchestrationContext,
  jobName: string,
  { definition, instance, pollSeconds, improvement }: Training,
): Recipe<string | null> {
  const step = stepsOf(context);
  const startedAt = now(context);
  const parameters = { instance, plan: JSON.stringify(improvement?.plan ?? {}) };
  const started = yield* step.triggerPipeline({ jobName, instance, parameters });
  if (started.kind === "refused") return started.reason;
  const { maxRunMinutes } = definition.training;
  const rule = { instance, startedAt, firstSeconds: pollSeconds, maxRunMinutes };
  const { outcome } = yield* pollToEnd(context, { runId: started.runId, rule });
  return outcome.kind === "succeeded" ? null : outcome.reason;
}
