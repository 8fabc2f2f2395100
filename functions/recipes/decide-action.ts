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

/** Whose candidate a decision is about. */
export type Judging = Subject & Pick<Candidate, "definition" | "pattern">;

/** Records the verdict, and does what it asks for. */
export function* decideAction(
  context: OrchestrationContext,
  subject: Judging,
  judged: Judged,
): Recipe<DecisionEnd> {
  yield* recordVerdict(context, subject, judged);
  return yield* enactVerdict(context, subject, judged);
}

/** Does what the verdict asks for: promote, keep the champion, or ask a person. */
export function* enactVerdict(
  context: OrchestrationContext,
  subject: Judging,
  { evidence, verdict }: Judged,
): Recipe<DecisionEnd> {
  const step = stepsOf(context);
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

/** Writes a verdict to the ledger, with all that it can be made again from. */
export function* recordVerdict(
  context: OrchestrationContext,
  { model, definition, pattern = "lifecycle" }: Judging,
  { evidence, pastGains, verdict }: Judged,
  round = "",
): Recipe<void> {
  const { metrics, gate } = definition;
  yield* record(context, {
    step: `${round}verdict`,
    model,
    pattern,
    kind: "verdict",
    inputs: { evidence, pastGains, metrics, gate, verdict },
    verdict: verdict.kind,
    action: null,
    autonomy: null,
    reasons: verdict.reasons,
  });
}
