import type { OrchestrationContext } from "durable-functions";
import { describePlan } from "../../core/improvement/plan.ts";
import { type Leave, leaveToAct } from "../leave-to-act.ts";
import type { Recipe } from "../steps.ts";
import { now } from "../waits.ts";
import type { NextTrial } from "./make-plan.ts";
import { leftOf, type Matter, roundOf } from "./matter.ts";

/** Minutes that leave lasts beyond the runs: evaluation, critique, a slow queue. */
const spareMinutes = 120;

/** Leave to carry out one plan, asked for anew before each: a hold or a rollback may have come meanwhile. */
export function* leaveToTry(
  context: OrchestrationContext,
  matter: Matter,
  { plan, digest, iteration, why }: NextTrial,
): Recipe<Leave> {
  const { subject, situation } = matter;
  const plain = situation.trials[0].facts.settings;
  const { model, definition, pattern } = subject;
  return yield* leaveToAct(context, {
    model,
    definition,
    pattern,
    action: "retrain",
    round: roundOf(iteration),
    wish: { action: "improve" },
    evidence: "strong",
    undo: "Cancel the run: it touches no alias.",
    person: "byAutonomy",
    question: `Try to improve ${model} by ${describePlan(plan, plain)}?`,
    seen: { plan, digest, iteration },
    reasons: why,
    minutes: leftOf(matter, now(context)).minutes + spareMinutes,
  });
}
