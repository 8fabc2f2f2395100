import type { OrchestrationContext } from "durable-functions";
import { describeSpent } from "../../core/improvement/allowance.ts";
import { askForOpinion, readOpinion } from "../../core/improvement/ask-for-opinion.ts";
import {
  type Critique,
  critique,
  lastTrial,
  type Opinion,
} from "../../core/improvement/critique.ts";
import { tellReasons } from "../../core/improvement/tell-reasons.ts";
import { progressOf } from "../../core/improvement/trial.ts";
import { record, show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { now } from "../waits.ts";
import { type Asked, askTwice, describeHeard, type Heard } from "./ask-twice.ts";
import { leftOf, type Matter, roundOf } from "./matter.ts";

/** Judges the last trial, and writes down what is made of it and what it cost. */
export function* criticise(
  context: OrchestrationContext,
  asking: Matter,
): Recipe<{ critique: Critique; matter: Matter }> {
  show(context, "critique");
  const seed = asking.request.parent;
  const alone = critique(asking.situation, null, seed);
  // Nothing is stricter than the end.
  const { value, matter, heard } =
    alone.kind === "reject"
      ? { value: null, matter: asking, heard: [] }
      : yield* askCritic(context, asking);
  const found = critique(matter.situation, value, seed);
  yield* recordCritique(context, matter, found, { heard, opinion: value });
  return { critique: found, matter };
}

function askCritic(context: OrchestrationContext, matter: Matter): Recipe<Asked<Opinion>> {
  const { situation } = matter;
  const left = leftOf(matter, now(context));
  return askTwice<Opinion>(context, matter, {
    key: `${roundOf(lastTrial(situation).iteration)}critique`,
    question: (refused) => askForOpinion(situation, left, refused),
    take: readOpinion,
  });
}

function* recordCritique(
  context: OrchestrationContext,
  { subject, situation, spent, request }: Matter,
  found: Critique,
  { heard, opinion }: { heard: Heard[]; opinion: Opinion | null },
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
      ...{ critique: found, opinion, heard },
      cost: { minutes, ...spent },
    },
    verdict: found.kind,
    action: change.join(", ") || null,
    autonomy: null,
    reasons: tellReasons([
      ...found.reasons,
      ...(change.length === 0 ? [] : [`To change: ${change.join(", ")}.`]),
      ...describeHeard(heard, "The gate's verdict stands alone."),
      `Iteration ${iteration} took ${Math.ceil(minutes)} min. ${describeSpent(spent)}`,
    ]),
  });
}
