import type { OrchestrationContext } from "durable-functions";
import { type CheckedPlan, checkPlan, type Fences } from "../../core/improvement/check-plan.ts";
import { describeFinding, diagnose } from "../../core/improvement/diagnose.ts";
import { describePlan, type Plan, type Settings } from "../../core/improvement/plan.ts";
import { planByRules } from "../../core/improvement/plan-by-rules.ts";
import { record, show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { now } from "../waits.ts";
import { leftOf, type Matter, nextIteration, roundOf } from "./matter.ts";

/** A checked plan that is carried out next. */
export interface NextTrial {
  iteration: number;
  plan: Plan;
  digest: string;
  settings: Settings;
  why: string[];
}

/** What planning came to; without a next trial, why there is none. */
export type Planned =
  | { next: NextTrial; matter: Matter }
  | { next: null; matter: Matter; reasons: string[] };

/** Makes the next plan and writes down what was known, what is planned and why. */
export function* makePlan(context: OrchestrationContext, matter: Matter): Recipe<Planned> {
  show(context, "plan");
  const { situation, request } = matter;
  const { space, trials } = situation;
  const fences: Fences = { space, trials, allowance: leftOf(matter, now(context)) };
  const proposal = planByRules(situation, request.parent);
  const checked: CheckedPlan =
    proposal.kind === "plan"
      ? checkPlan(proposal.plan, fences)
      : { kind: "refused", reasons: [proposal.reason] };
  const why = proposal.kind === "plan" ? proposal.why : [];
  yield* recordPlan(context, matter, { fences, checked, why });
  if (checked.kind === "refused") return { next: null, matter, reasons: checked.reasons };
  const { plan, digest, settings } = checked;
  return { next: { iteration: nextIteration(matter), plan, digest, settings, why }, matter };
}

function* recordPlan(
  context: OrchestrationContext,
  { subject, situation, spent, request }: Matter,
  made: { fences: Fences; checked: CheckedPlan; why: string[] },
): Recipe<void> {
  const { fences, checked, why } = made;
  const iteration = situation.trials.length;
  const { findings, lessons } = diagnose(situation);
  const { championRows, alerts, advice } = situation;
  yield* record(context, {
    step: `${roundOf(iteration)}plan`,
    model: subject.model,
    pattern: "improvement",
    kind: "plan",
    inputs: {
      parent: request.parent,
      iteration,
      known: { findings, lessons, championRows, alerts, advice },
      plan: checked,
      left: fences.allowance,
      spent,
    },
    verdict: checked.kind === "checked" ? "planned" : "noPlan",
    action: checked.kind === "checked" ? checked.plan.kind : null,
    autonomy: null,
    reasons:
      checked.kind === "checked"
        ? [
            `Iteration ${iteration}: ${describePlan(checked.plan, situation.trials[0].facts.settings)}.`,
            ...why,
          ]
        : [...checked.reasons, ...findings.map(describeFinding)],
  });
}
