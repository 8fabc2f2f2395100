import type { ModelDefinition } from "../../core/catalogue/model-definition.ts";
import {
  type Allowance,
  addSpent,
  allowanceOf,
  nothingSpent,
  type Spent,
} from "../../core/improvement/allowance.ts";
import { digestOf } from "../../core/improvement/plan.ts";
import type { Situation, TrainingFacts, Trial } from "../../core/improvement/trial.ts";
import type { Instant } from "../../core/instant.ts";
import type { Judged } from "../decide-action.ts";
import type { Subject } from "../lifecycle-incidents.ts";
import type { Training } from "../train-to-end.ts";

/** What a lifecycle hands over when its plain retrain was rejected. */
export interface ImprovementRequest {
  /** The lifecycle. */
  parent: string;
  training: Pick<Training, "model" | "definition" | "data" | "pollSeconds">;
  judged: Judged & { evidence: CompleteEvidence };
  /** Minutes that the plain retrain took. */
  minutes: number;
}

type CompleteEvidence = Extract<Judged["evidence"], { kind: "evidence" }>;

/** Everything that is known and used up, at any moment of one improvement. */
export interface Matter {
  request: ImprovementRequest;
  subject: Subject & { definition: ModelDefinition; pattern: "improvement" };
  situation: Situation;
  /** What was judged in each iteration that came to a verdict. */
  judged: readonly { iteration: number; judged: Judged }[];
  spent: Spent;
  startedAt: Instant;
}

/** The matter as it is handed over, with what the runs of candidate and champion say about themselves. */
export function openMatter(
  request: ImprovementRequest,
  known: {
    instance: string;
    facts: TrainingFacts;
    championRows: number | null;
    alerts: string[];
    startedAt: Instant;
  },
): Matter {
  const { model, definition, data } = request.training;
  const { instance, facts, championRows, alerts, startedAt } = known;
  const plain: Trial = {
    iteration: 0,
    plan: null,
    digest: digestOf(facts.settings, []),
    facts,
    minutes: request.minutes,
    result: { kind: "judged", verdict: request.judged.verdict },
  };
  const { metrics, improvement: space, owner } = definition;
  return {
    request,
    subject: { instance, model, owner, paths: data, definition, pattern: "improvement" },
    situation: { metrics, space, trials: [plain], championRows, alerts, advice: [] },
    judged: [],
    spent: nothingSpent,
    startedAt,
  };
}

/** Number of the iteration that comes next, from 1. */
export function nextIteration({ situation }: Matter): number {
  return situation.trials.length;
}

/** What sets the records of one iteration apart. */
export function roundOf(iteration: number): string {
  return `iteration/${iteration}/`;
}

/** What is left of the caps. */
export function leftOf(matter: Matter, now: Instant): Allowance {
  const { subject, spent, startedAt } = matter;
  return allowanceOf(subject.definition, spent, { startedAt, now });
}

/** The matter with more used up. */
export function spend(matter: Matter, more: Spent): Matter {
  return { ...matter, spent: addSpent(matter.spent, more) };
}

/** The matter after one more trial. */
export function learn(matter: Matter, trial: Trial, judged: Judged | null): Matter {
  const { situation } = matter;
  const { iteration } = trial;
  return {
    ...matter,
    situation: { ...situation, trials: [...situation.trials, trial] },
    judged: judged === null ? matter.judged : [...matter.judged, { iteration, judged }],
  };
}
