import type { OrchestrationContext } from "durable-functions";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { DatasetFindings } from "../core/dataset/dataset-facts.ts";
import { type Intent, type Leave, leaveToAct } from "./leave-to-act.ts";
import { reportMovedChampion, reportRefusal, type Subject } from "./lifecycle-incidents.ts";
import type { Recipe } from "./steps.ts";
import { openIncident } from "./tell.ts";

/** Minutes that leave to retrain lasts beyond its runs: retries, evaluation and a slow queue. */
const spareMinutes = 120;

/** Leave to train on new data. A champion that somebody else moved is told, and then taken as it is. */
export function* leaveToRetrain(
  context: OrchestrationContext,
  subject: Subject & { definition: ModelDefinition },
  findings: DatasetFindings,
): Recipe<Leave> {
  const intent = intentOf(subject, findings);
  const leave = yield* leaveToAct(context, intent);
  if (leave.kind === "granted" || leave.by !== "guard") return leave;
  if (leave.refusal !== "championMoved") {
    yield* openIncident(context, reportRefusal(subject, "retrain", leave.reason));
    return leave;
  }
  yield* openIncident(context, reportMovedChampion(subject, leave.reason));
  return yield* leaveToAct(context, intent);
}

function intentOf(
  { model, definition, paths }: Subject & { definition: ModelDefinition },
  findings: DatasetFindings,
): Intent {
  const { maxRunMinutes, maxAttempts } = definition.training;
  return {
    model,
    definition,
    action: "retrain",
    wish: { action: "retrain" },
    evidence: "strong",
    undo: "Cancel the run: it touches no alias.",
    person: "byAutonomy",
    question: `Retrain ${model} on ${paths.length} new file(s)?`,
    seen: { paths, digest: findings.digest, rows: findings.rows },
    reasons: [`${paths.length} new file(s) passed validation.`],
    minutes: maxRunMinutes * maxAttempts + spareMinutes,
  };
}
