import type { ModelDefinition } from "../functions/core/catalogue/model-definition.ts";
import { allowanceOf, nothingSpent } from "../functions/core/improvement/allowance.ts";
import { checkPlan } from "../functions/core/improvement/check-plan.ts";
import { critique } from "../functions/core/improvement/critique.ts";
import { valueAt } from "../functions/core/improvement/knob-scale.ts";
import { openTrial } from "../functions/core/improvement/open-trial.ts";
import { digestOf, type Plan, tellPlan } from "../functions/core/improvement/plan.ts";
import { planByRules } from "../functions/core/improvement/plan-by-rules.ts";
import { withStricterGate } from "../functions/core/improvement/stricter-gate.ts";
import type { Situation, Trial } from "../functions/core/improvement/trial.ts";
import type { Made, Workshop } from "./improvement-trainer.ts";

/** Plans one try; null where nothing is left. */
export type Planner = (situation: Situation) => Plan | null;

/** How a loop ended. */
export interface LoopEnd {
  /** The model that was promoted, or that a person is asked about; null where the champion stays. */
  model: Made | null;
  kind: "promoted" | "asked" | "kept";
  tries: Plan[];
}

/** The planner that ships. */
export const byRules: Planner = (situation) => {
  const proposal = planByRules(situation, "bench");
  return proposal.kind === "plan" ? proposal.plan : null;
};

/** Any point of the declared space, as often as not with each part of it. `chance` draws from 0 up to 1. */
export function atRandom(chance: () => number): Planner {
  return ({ space }) => {
    const pick = space.featureSets[Math.floor(chance() * space.featureSets.length)];
    const knobs = Object.entries(space.hyperparameters);
    return {
      kind: "tuneHyperparameters",
      ...(pick === undefined ? {} : { featureSet: pick }),
      recentDays: Math.floor(chance() * (space.maxRecentDays + 1)),
      hyperparameters: Object.fromEntries(
        knobs.map(([name, range]) => [name, valueAt(chance(), range)]),
      ),
    };
  };
}

/** Plans, trains and criticises as the recipe does, without the platform round it. */
export async function runLoop(
  workshop: Workshop,
  plain: Made,
  definition: ModelDefinition,
  planner: Planner,
): Promise<LoopEnd> {
  const rule = withStricterGate(definition);
  const made: Made[] = [];
  let trials: [Trial, ...Trial[]] = [trialOf(0, null, plain)];
  const end = (kind: LoopEnd["kind"], model: Made | null): LoopEnd => ({
    ...{ kind, model },
    tries: trials.flatMap(({ plan }) => (plan === null ? [] : [plan])),
  });
  for (;;) {
    const situation = situationOf(trials, workshop.champion, definition);
    const plan = planner(situation);
    const space = definition.improvement;
    const allowance = allowanceOf(definition, { ...nothingSpent, runs: made.length }, start);
    if (plan === null || checkPlan(plan, { space, trials, allowance }).kind === "refused") break;
    const iteration = trials.length;
    const model = await workshop.make(tellPlan(plan, { iteration, parent: "bench" }), rule);
    made.push(model);
    trials = [...trials, trialOf(iteration, plan, model)];
    const found = critique(situationOf(trials, workshop.champion, definition), null, "bench");
    if (found.kind === "accept") {
      return end(model.verdict.kind === "promote" ? "promoted" : "asked", model);
    }
    if (found.kind === "reject") break;
  }
  const open = openTrial(situationOf(trials, workshop.champion, definition));
  const model = open === null ? undefined : made[open.iteration - 1];
  return model === undefined ? end("kept", null) : end("asked", model);
}

const start = { startedAt: 0, now: 0 };

function situationOf(
  trials: Situation["trials"],
  champion: Made,
  { metrics, improvement: space }: ModelDefinition,
): Situation {
  const championRows = champion.facts.trainingRows;
  return { metrics, space, trials, championRows, alerts: [], advice: [] };
}

function trialOf(iteration: number, plan: Plan | null, { verdict, facts }: Made): Trial {
  const digest = digestOf(facts.settings, []);
  return { iteration, plan, digest, facts, minutes: 1, result: { kind: "judged", verdict } };
}
