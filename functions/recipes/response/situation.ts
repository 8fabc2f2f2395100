import type { ModelDefinition } from "../../core/catalogue/model-definition.ts";
import { allModels } from "../../core/names.ts";
import type { AlertGroup } from "../../core/response/alert-group.ts";
import type { CommonRules } from "../../core/response/plan-common-rules.ts";

/** What a response is about: one group of alerts, and the rules that count for it. */
export interface Situation {
  instance: string;
  /** Model id, or `all`. */
  model: string;
  owner: string;
  rules: CommonRules;
  /** Null where it is about no single model. */
  definition: ModelDefinition | null;
  group: AlertGroup;
  /** Version in production when the alerts came; null where they are not about it. */
  champion: string | null;
}

/** A situation of one model. */
export interface ModelSituation extends Situation {
  definition: ModelDefinition;
}

/** Key of the entity that groups the alerts of one kind about one model, or about all. */
export function groupKey(model: string | null, kind: string): string {
  return `${model ?? allModels}:${kind}`;
}

/** The alert in words, of printable text alone. */
export function titleOf({ kind, worst }: AlertGroup): string {
  const about = worst.version === null ? "" : ` of version ${worst.version}`;
  const part = worst.subject === null ? "" : ` (${worst.subject})`;
  const names: Record<AlertGroup["kind"], string> = {
    "model-degradation": "Degradation",
    "data-drift": "Data drift",
    "pipeline-failure": "Pipeline failure",
    budget: "Budget overrun",
  };
  return `${names[kind]}${about}${part}`;
}
