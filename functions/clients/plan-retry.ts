/** Most attempts of one request, the first included. */
export const maxAttempts = 6;

const firstDelayMs = 500;
const longestDelayMs = 20_000;

/** How one attempt ended: with an answer, or with none (reset, timeout, no route). */
export type AttemptEnd =
  | { kind: "answered"; status: number; retryAfter: string | null }
  | { kind: "unanswered" };

/** What comes after an attempt. */
export type RetryPlan = { kind: "retry"; waitMs: number } | { kind: "stop" };

/**
 * Plans what follows an attempt: 429 is tried again always, since it was refused before it had an effect;
 * 502, 503, 504 and no answer only where a second effect would do no harm.
 */
export function planRetry(input: {
  end: AttemptEnd;
  /** Attempts made so far, from 1. */
  attempt: number;
  /** `safe`: sending it twice has the effect of once. */
  replay: "safe" | "never";
  /** Milliseconds since the epoch, for a Retry-After that is a date. */
  now: number;
  /** Chance for the jitter, from 0 up to 1. */
  chance: number;
}): RetryPlan {
  const { end, attempt, replay, now, chance } = input;
  if (attempt >= maxAttempts || !isWorthRetrying(end, replay)) return { kind: "stop" };
  const asked = end.kind === "answered" ? parseRetryAfter(end.retryAfter, now) : null;
  if (asked !== null) return { kind: "retry", waitMs: asked };
  const ceiling = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs);
  return { kind: "retry", waitMs: Math.round(ceiling * (0.5 + chance / 2)) };
}

/** Milliseconds that a Retry-After header asks for, in seconds or as an HTTP date; null where it says neither. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return Math.ceil(Number(header) * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function isWorthRetrying(end: AttemptEnd, replay: "safe" | "never"): boolean {
  if (end.kind === "answered" && end.status === 429) return true;
  if (replay === "never") return false;
  return end.kind === "unanswered" || [502, 503, 504].includes(end.status);
}
