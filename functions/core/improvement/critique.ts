import type { Verdict } from "../lifecycle/verdict.ts";
import { describeFinding, diagnose } from "./diagnose.ts";
import { findDeadEnd } from "./find-dead-end.ts";
import { type Target, targets } from "./plan.ts";
import { planByRules } from "./plan-by-rules.ts";
import type { Situation, Trial } from "./trial.ts";

/** What a language model says about a trial. It counts only where it is stricter, and names what to change. */
export interface Opinion {
  stance: "agree" | "retry" | "reject";
  change: Target[];
  /** In its own words: untrusted text. */
  says: string;
}

/** What is made of a trial. */
export type Critique =
  /** The lifecycle's verdict is carried out: a promotion, or a person's decision. */
  | { kind: "accept"; reasons: string[] }
  /** Something else is tried; `change` names what. */
  | { kind: "retry"; reasons: string[]; change: Target[] }
  | {
      kind: "reject";
      cause: "noAttempts" | "exhausted" | "stall" | "oscillation" | "tooFewRows" | "opinion";
      reasons: string[];
    };

/** Causes of a review that another try may settle without a person. */
const unsettled = new Set(["attended", "conflict", "missingEvidence"]);

/**
 * Judges the last trial. The lifecycle's verdict decides: nothing else accepts, and an opinion can only turn acceptance into
 * another try, or a try into the end.
 */
export function critique(situation: Situation, opinion: Opinion | null, seed: string): Critique {
  const trial = lastTrial(situation);
  const isAccepted = trial.result.kind === "judged" && isAcceptable(trial.result.verdict);
  const strict = heed(opinion);
  if (isAccepted && strict === null) {
    return { kind: "accept", reasons: reasonsOf(trial) };
  }
  const said = strict === null ? [] : [`A language model holds it back: ${strict.says}`];
  const reasons = [...said, ...reasonsOf(trial)];
  if (strict?.stance === "reject") return { kind: "reject", cause: "opinion", reasons };
  const end = findEnd(situation, seed);
  if (end !== null) return { ...end, reasons: [...end.reasons, ...reasons] };
  const { findings } = diagnose(situation);
  const change = strict?.change ?? adviseChange(situation, seed);
  return { kind: "retry", reasons: [...reasons, ...findings.map(describeFinding)], change };
}

/** The trial that was made last. */
export function lastTrial({ trials }: Situation): Trial {
  return trials.at(-1) ?? trials[0];
}

/** An opinion that counts: stricter than agreement, and with something to change. */
function heed(opinion: Opinion | null): Opinion | null {
  if (opinion === null || opinion.stance === "agree") return null;
  return opinion.change.length > 0 ? opinion : null;
}

function isAcceptable(verdict: Verdict): boolean {
  if (verdict.kind === "promote") return true;
  return (
    verdict.kind === "review" && !unsettled.has(verdict.cause) && verdict.cause !== "tooFewRows"
  );
}

function findEnd(situation: Situation, seed: string): Extract<Critique, { kind: "reject" }> | null {
  const { result } = lastTrial(situation);
  if (result.kind === "judged" && result.verdict.kind === "review") {
    if (result.verdict.cause === "tooFewRows") {
      return {
        kind: "reject",
        cause: "tooFewRows",
        reasons: ["No plan makes the hold-out larger."],
      };
    }
  }
  const done = situation.trials.length - 1;
  const { maxIterations } = situation.space;
  if (done >= maxIterations) {
    const reason = `All ${maxIterations} iteration(s) are done.`;
    return { kind: "reject", cause: "noAttempts", reasons: [reason] };
  }
  const deadEnd = findDeadEnd(situation);
  if (deadEnd !== null) return { kind: "reject", cause: deadEnd.kind, reasons: [deadEnd.reason] };
  const next = planByRules(situation, seed);
  if (next.kind === "plan") return null;
  return { kind: "reject", cause: "exhausted", reasons: [next.reason] };
}

function adviseChange(situation: Situation, seed: string): Target[] {
  const next = planByRules(situation, seed);
  return next.kind === "plan" ? [targets[next.plan.kind]] : [];
}

/** The deciding reason: all others stand in the verdict. */
function reasonsOf({ result }: Trial): string[] {
  return result.kind === "failed" ? [result.reason] : result.verdict.reasons.slice(0, 1);
}
