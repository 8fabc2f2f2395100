import type { OrchestrationContext } from "durable-functions";
import { type Critique, critique } from "../../core/improvement/critique.ts";
import { describePlan } from "../../core/improvement/plan.ts";
import { progressOf } from "../../core/improvement/trial.ts";
import { record, show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { type Matter, roundOf } from "./matter.ts";

/** Judges the last trial, and writes down what is made of it and what it cost. */
export function* criticise(
  context: OrchestrationContext,
  matter: Matter,
): Recipe<{ critique: Critique; matter: Matter }> {
  show(context, "critique");
  const { situation, request } = matter;
  const found = critique(situation, null, request.parent);
  yield* recordCritique(context, matter, found);
  return { critique: found, matter };
}

function* recordCritique(
  context: OrchestrationContext,
  { subject, situation, spent, request }: Matter,
  found: Critique,
): Recipe<void> {
  const [plain] = situation.trials;
  const trial = situation.trials.at(-1) ?? plain;
  const { iteration, plan, minutes } = trial;
  yield* record(context, {
    step: `${roundOf(iteration)}critique`,
    model: subject.model,
    pattern: "improvement",
    kind: "critique",
    inputs: {
      parent: request.parent,
      iteration,
      plan,
      facts: trial.facts,
      progress: progressOf(trial, plain, situation.metrics),
      critique: found,
      cost: { minutes, ...spent },
    },
    verdict: found.kind,
    action: found.kind === "retry" ? found.change.join(", ") || null : null,
    autonomy: null,
    reasons: [
      ...(plan === null ? [] : [`Iteration ${iteration} (${describePlan(plan)}).`]),
      ...found.reasons,
    ],
  });
}
