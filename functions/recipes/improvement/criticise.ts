import type { OrchestrationContext } from "durable-functions";
import { describeSpent } from "../../core/improvement/allowance.ts";
import { type Critique, critique, lastTrial } from "../../core/improvement/critique.ts";
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
  const trial = lastTrial(situation);
  const { iteration, plan, minutes } = trial;
  const change = found.kind === "retry" ? found.change : [];
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
    action: change.join(", ") || null,
    autonomy: null,
    reasons: [
      ...found.reasons,
      ...(change.length === 0 ? [] : [`To change: ${change.join(", ")}.`]),
      `Iteration ${iteration} took ${Math.ceil(minutes)} min. ${describeSpent(spent)}`,
    ],
  });
}
