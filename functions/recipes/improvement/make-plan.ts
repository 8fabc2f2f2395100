import type { OrchestrationContext } from "durable-functions";
import type { Allowance } from "../../core/improvement/allowance.ts";
import { askForPlan, readPlanAnswer } from "../../core/improvement/ask-for-plan.ts";
import { type CheckedPlan, checkPlan, type Fences } from "../../core/improvement/check-plan.ts";
import { describeFinding, diagnose } from "../../core/improvement/diagnose.ts";
import { describePlan, type Plan, type Settings } from "../../core/improvement/plan.ts";
import { planByRules } from "../../core/improvement/plan-by-rules.ts";
import { tellReasons } from "../../core/improvement/tell-reasons.ts";
import { record, show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { now } from "../waits.ts";
import { type Asked, askTwice, describeHeard, type Heard } from "./ask-twice.ts";
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
export function* makePlan(context: OrchestrationContext, asking: Matter): Recipe<Planned> {
  show(context, "plan");
  const asked = yield* askPlanner(context, asking);
  const { matter, heard } = asked;
  const made = asked.value ?? planAlone(matter, fencesOf(context, matter));
  yield* recordPlan(context, matter, { ...made, heard, left: leftOf(matter, now(context)) });
  const { checked, why } = made;
  if (checked.kind === "refused") return { next: null, matter, reasons: checked.reasons };
  const { plan, digest, settings } = checked;
  return { next: { iteration: nextIteration(matter), plan, digest, settings, why }, matter };
}

interface Made {
  by: "rules" | "language model";
  checked: CheckedPlan;
  why: string[];
}

function askPlanner(context: OrchestrationContext, matter: Matter): Recipe<Asked<Made>> {
  const { situation } = matter;
  const fences = fencesOf(context, matter);
  return askTwice<Made>(context, matter, {
    key: `${roundOf(nextIteration(matter))}plan`,
    question: (refused) => askForPlan(situation, fences.allowance, refused),
    take: (text) => {
      const read = readPlanAnswer(text);
      if (read.kind === "refused") return read;
      const { plan, why } = read.value;
      const checked = checkPlan(plan, fences);
      if (checked.kind === "refused") return checked;
      return {
        kind: "read",
        value: { by: "language model", checked, why: [`Its reason: "${why}"`] },
      };
    },
  });
}

/** The rules know the fences, yet their plan is checked like any other. */
function planAlone({ situation, request }: Matter, fences: Fences): Made {
  const proposal = planByRules(situation, request.parent);
  if (proposal.kind === "exhausted") {
    const checked = { kind: "refused" as const, reasons: [proposal.reason] };
    return { by: "rules", checked, why: [] };
  }
  return { by: "rules", checked: checkPlan(proposal.plan, fences), why: proposal.why };
}

function fencesOf(context: OrchestrationContext, matter: Matter): Fences {
  const { space, trials } = matter.situation;
  return { space, trials, allowance: leftOf(matter, now(context)) };
}

function* recordPlan(
  context: OrchestrationContext,
  { subject, situation, spent, request }: Matter,
  { by, checked, why, heard, left }: Made & { heard: Heard[]; left: Allowance },
): Recipe<void> {
  const iteration = situation.trials.length;
  const { findings, lessons } = diagnose(situation);
  const { championRows, alerts, advice, trials } = situation;
  const plain = trials[0].facts.settings;
  yield* record(context, {
    step: `${roundOf(iteration)}plan`,
    model: subject.model,
    pattern: "improvement",
    kind: "plan",
    inputs: {
      parent: request.parent,
      iteration,
      known: { findings, lessons, championRows, alerts, advice },
      ...{ by, heard, plan: checked, left, spent },
    },
    verdict: checked.kind === "checked" ? "planned" : "noPlan",
    action: checked.kind === "checked" ? checked.plan.kind : null,
    autonomy: null,
    reasons: tellReasons([
      ...(checked.kind === "checked"
        ? [`Iteration ${iteration}: ${describePlan(checked.plan, plain)}, planned by ${by}.`]
        : checked.reasons),
      ...new Set([...findings.map(describeFinding), ...why]),
      ...describeHeard(heard, "The rules planned instead."),
    ]),
  });
}
