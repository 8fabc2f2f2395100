import { printable } from "../printable.ts";
import { describePlan, type Settings } from "./plan.ts";
import type { Trial } from "./trial.ts";

const longestReason = 500;

/** One trial as a name and a sentence: what was tried, what came of it and how long it took. */
export function describeTrial(trial: Trial, plain: Settings): { name: string; value: string } {
  const { iteration, plan, minutes, result } = trial;
  const name = iteration === 0 ? "plain retrain" : `iteration ${iteration}`;
  const tried = plan === null ? [] : [describePlan(plan, plain)];
  const came =
    result.kind === "failed"
      ? `failed: ${printable(result.reason, longestReason)}`
      : `${result.verdict.kind} (${result.verdict.cause}): ${targetsIn(result.verdict.comparison)}`;
  return { name, value: [...tried, `${came}, ${Math.ceil(minutes)} min`].join("; ") };
}

function targetsIn(
  comparison: readonly {
    metric: string;
    role: string;
    candidate: number;
    champion: number | null;
  }[],
): string {
  return comparison
    .filter(({ role }) => role === "target")
    .map(({ metric, candidate, champion }) =>
      champion === null
        ? `${metric} ${show(candidate)}`
        : `${metric} ${show(candidate)} against ${show(champion)}`,
    )
    .join(", ");
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
