import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { hour, type Instant, minute } from "../instant.ts";

/** What an improvement has used up. */
export interface Spent {
  /** Runs of jobs, each attempt counted. */
  runs: number;
  /** Tokens of a language model, in and out. */
  tokens: number;
  /** US dollars, runs by the hour and tokens by the million. */
  dollars: number;
}

/** What was used up, as a sentence. */
export function describeSpent({ runs, tokens, dollars }: Spent): string {
  return `So far ${runs} run(s), $${dollars.toFixed(2)} and ${tokens} tokens.`;
}

/** Nothing used up yet. */
export const nothingSpent: Spent = { runs: 0, tokens: 0, dollars: 0 };

/** The sum of what was used up. Throws on what is less than nothing: nothing gives money back. */
export function addSpent(spent: Spent, more: Spent): Spent {
  for (const [what, amount] of Object.entries(more)) {
    if (amount >= 0 && Number.isFinite(amount)) continue;
    throw new Error(`Improvement: ${amount} ${what} were spent; it must be a number from 0.`);
  }
  return {
    runs: spent.runs + more.runs,
    tokens: spent.tokens + more.tokens,
    dollars: spent.dollars + more.dollars,
  };
}

/** What an improvement may still use. */
export interface Allowance {
  runs: number;
  tokens: number;
  /** Minutes in which runs may go on, by the clock and by what the money pays for. */
  minutes: number;
  /** Null where there is no limit. */
  dollars: number | null;
}

/** What is left of the caps of a model's definition. */
export function allowanceOf(
  { improvement, training }: Pick<ModelDefinition, "improvement" | "training">,
  spent: Spent,
  time: { startedAt: Instant; now: Instant },
): Allowance {
  const { maxRuns, maxTokens, maxHours, maxDollars } = improvement;
  const dollars = maxDollars === undefined ? null : Math.max(0, maxDollars - spent.dollars);
  const paid =
    dollars === null || training.dollarsPerHour === 0
      ? Number.POSITIVE_INFINITY
      : (dollars / training.dollarsPerHour) * 60;
  const untilDeadline = (time.startedAt + maxHours * hour - time.now) / minute;
  return {
    runs: Math.max(0, maxRuns - spent.runs),
    tokens: Math.max(0, maxTokens - spent.tokens),
    minutes: Math.max(0, Math.floor(Math.min(untilDeadline, paid))),
    dollars,
  };
}

/** The training definition that keeps to what is left, or why nothing may start. */
export type LimitedTraining =
  | { kind: "limited"; training: ModelDefinition["training"] }
  | { kind: "nothingLeft"; reason: string };

/**
 * The training definition with which no run and no retry can pass what is left: runs get a nearer deadline and fewer
 * attempts. `others`: different jobs that the plan runs first.
 */
export function limitTraining(
  training: ModelDefinition["training"],
  { runs, minutes }: Allowance,
  others: number,
): LimitedTraining {
  const needed = others + 1;
  const each = Math.min(training.maxRunMinutes, Math.floor(minutes / needed));
  if (runs < needed || each < 1) {
    const reason = `Nothing was started: ${needed} run(s) need a minute each, and ${runs} run(s) and ${minutes} minute(s) are left of improvement.maxRuns, maxHours and maxDollars.`;
    return { kind: "nothingLeft", reason };
  }
  const byTime = Math.floor(minutes / each) - others;
  const maxAttempts = Math.min(training.maxAttempts, runs - others, byTime);
  return { kind: "limited", training: { ...training, maxRunMinutes: each, maxAttempts } };
}

/** Dollars of the time that runs took, at the price of the training cluster. */
export function costOf(minutes: number, { dollarsPerHour }: ModelDefinition["training"]): number {
  return (minutes / 60) * dollarsPerHour;
}
