import type { OrchestrationContext } from "durable-functions";
import type { Evidence } from "../core/lifecycle/evidence.ts";
import type { PastGains } from "../core/lifecycle/judge-candidate.ts";
import type { Verdict } from "../core/lifecycle/verdict.ts";
import { reportMissingEvidence, type Subject } from "./lifecycle-incidents.ts";
import { type Candidate, type PromotionEnd, promote } from "./promote.ts";
import { record } from "./record.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { openIncident } from "./tell.ts";

/** What `evaluateMetrics` found, and from what. */
export interface Judged {
  evidence: Evidence;
  pastGains: PastGains;
  verdict: Verdict;
}

/** How a decision ended. */
export type DecisionEnd =
  | PromotionEnd
  | { kind: "rejected"; reasons: string[] }
  | { kind: "undecided"; reasons: string[] };

/** Does what the verdict asks for: promote, keep the champion, or ask a person. */
export function* decideAction(
  context: OrchestrationContext,
  subject: Subject & Pick<Candidate, "definition">,
  judged: Judged,
): Recipe<DecisionEnd> {
  const step = stepsOf(context);
  const { evidence, verdict } = judged;
  yield* recordVerdict(context, subject, judged);
  if (verdict.kind === "reject") return { kind: "rejected", reasons: verdict.reasons };
  if (evidence.kind === "missing" || isMissing(verdict)) {
    const missing = verdict.kind === "review" ? verdict.missing : [];
    yield* openIncident(context, reportMissingEvidence(subject, missing));
    return { kind: "undecided", reasons: verdict.reasons };
  }
  const { registeredModel } = subject.definition;
  const { candidateVersion: version } = evidence;
  yield* step.setAlias({ registeredModel, alias: "challenger", version });
  const end = yield* promote(context, { ...subject, evidence, verdict });
  yield* step.clearAlias({ registeredModel, alias: "challenger" });
  return end;
}

/** Nobody is asked to approve what was not measured. */
function isMissing(verdict: Verdict): boolean {
  return verdict.kind === "review" && verdict.cause === "missingEvidence";
}

function* recordVerdict(
  context: OrchestrationContext,
  { model, definition }: Subject & Pick<Candidate, "definition">,
  { evidence, pastGains, verdict }: Judged,
): Recipe<void> {
  const { metrics, gate } = definition;
  yield* record(context, {
    step: "verdict",
    model,
    pattern: "lifecycle",
    kind: "verdict",
    inputs: { evidence, pastGains, metrics, gate, verdict },
    verdict: verdict.kind,
    action: null,
    autonomy: null,
    reasons: verdict.reasons,
  });
}
