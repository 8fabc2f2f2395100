import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { sha256Hex } from "../digest.ts";
import { hour, type Instant, minute } from "../instant.ts";
import { experimentName, idempotencyToken, lifecycleSteps, trainingJobName } from "../names.ts";
import type { RunOutcome } from "./classify-run.ts";

/** What one attempt of a training run is made from. */
export interface RunRequest {
  model: string;
  definition: ModelDefinition;
  instance: string;
  /** From 1. */
  attempt: number;
  /** Paths of the arrival below the bronze container. */
  data: readonly string[];
  /** Root URL of the bronze container. */
  bronzeUrl: string;
  championVersion: string | null;
  /** Parameters of an improvement plan. @default {} (a plain retrain) */
  plan?: Readonly<Record<string, unknown>>;
}

/** One attempt, ready for `run-now`. */
export interface RunPlan {
  jobName: string;
  /** The same for the same attempt, so that a crash anywhere gives one run. */
  token: string;
  parameters: Record<string, string>;
}

/** Plans one attempt: the lifecycle's own parameters win over the definition's. */
export function planRun(request: RunRequest): RunPlan {
  const { model, definition, instance, attempt } = request;
  return {
    jobName: trainingJobName(model),
    token: idempotencyToken(instance, lifecycleSteps.triggerDatabricksJob, attempt),
    parameters: {
      ...definition.training.parameters,
      model,
      registered_model: definition.registeredModel,
      experiment: experimentName(model),
      bronze: request.bronzeUrl,
      data: JSON.stringify(request.data),
      instance,
      attempt: String(attempt),
      champion_version: request.championVersion ?? "",
      plan: JSON.stringify(request.plan ?? {}),
    },
  };
}

/** What follows a run that has ended. */
export type NextAttempt =
  | { kind: "done" }
  | { kind: "again"; attempt: number; waitMs: number; reason: string }
  | { kind: "repair"; attempt: number; reason: string }
  | { kind: "stop"; reason: string };

const longestRetryWait = 10 * minute;

/** Decides whether an ended run is started again; `attempt` is the one that ended, from 1. */
export function planAfterRun(
  outcome: Exclude<RunOutcome, { kind: "running" }>,
  attempt: number,
  definition: ModelDefinition["training"],
  instance: string,
): NextAttempt {
  const allowed =
    outcome.kind === "retryOnce" ? Math.min(2, definition.maxAttempts) : definition.maxAttempts;
  switch (outcome.kind) {
    case "succeeded":
      return { kind: "done" };
    case "failed":
    case "cancelled":
      return { kind: "stop", reason: outcome.reason };
    case "retry":
    case "retryOnce":
    case "repair": {
      if (attempt >= allowed) {
        const reason = `${outcome.reason}. Attempt ${attempt} of ${allowed}: no more are allowed.`;
        return { kind: "stop", reason };
      }
      const next = attempt + 1;
      if (outcome.kind === "repair")
        return { kind: "repair", attempt: next, reason: outcome.reason };
      const waitMs = Math.round(
        Math.min(minute * 2 ** (attempt - 1), longestRetryWait) * jitter(instance, attempt),
      );
      return { kind: "again", attempt: next, waitMs, reason: outcome.reason };
    }
  }
}

/** When a run is looked at next. */
export type NextPoll = { kind: "wait"; until: Instant } | { kind: "expired"; deadline: Instant };

/** What the polls of one run keep to. */
export interface PollRule {
  instance: string;
  /** When the run was triggered. */
  startedAt: Instant;
  /** Seconds before the second look; each wait is half as long again, up to five minutes, and ten after an hour. */
  firstSeconds: number;
  /** Minutes after `startedAt` at which the run is cancelled. */
  maxRunMinutes: number;
}

const growth = 1.5;
const longestPollWait = 5 * minute;
/** After an hour: a run of a day is worth a look every ten minutes, not twice as many. */
const longestLateWait = 10 * minute;

/**
 * The wait after look `poll` (from 1), never past the deadline. From the second on it has a jitter that the
 * instance id fixes; the first is exact, so that a run of just that length is seen to end without delay.
 */
export function planPoll(rule: PollRule, poll: number, now: Instant): NextPoll {
  const deadline = rule.startedAt + rule.maxRunMinutes * minute;
  if (now >= deadline) return { kind: "expired", deadline };
  const base = rule.firstSeconds * 1000;
  const isLate = now - rule.startedAt >= hour;
  const longest = Math.max(base, isLate ? longestLateWait : longestPollWait);
  const spread = poll === 1 ? 1 : jitter(rule.instance, poll);
  const wait = Math.min(base * growth ** Math.min(poll - 1, 64), longest) * spread;
  return { kind: "wait", until: Math.min(now + Math.round(wait), deadline) };
}

/** From 0.9 to 1.1: spreads models that started together, and replays the same. */
function jitter(instance: string, count: number): number {
  const spread = Number.parseInt(sha256Hex(`${instance}\n${count}`).slice(0, 8), 16) / 0xffffffff;
  return 0.9 + 0.2 * spread;
}
