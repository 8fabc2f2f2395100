import type { OrchestrationContext, Task } from "durable-functions";
import { hour, type Instant } from "../core/instant.ts";
import { events } from "../core/names.ts";
import { type Answer, parseAnswer, type Review } from "../core/review.ts";
import type { Recipe } from "./steps.ts";

/** Now, as the orchestration's history tells it: the same in every replay. */
export function now(context: OrchestrationContext): Instant {
  return context.df.currentUtcDateTime.getTime();
}

/** Sleeps on a durable timer, across restarts; an instant that has passed does not wait. */
export function* sleepUntil(context: OrchestrationContext, instant: Instant): Recipe<void> {
  if (instant > now(context)) yield timerAt(context, instant);
}

/** Waits until a hold is said to be lifted, or for an hour: whoever wakes looks again. */
export function* liftedOrLater(context: OrchestrationContext): Recipe<void> {
  yield* firstOf(context, [context.df.waitForExternalEvent(events.lifted)], now(context) + hour);
}

/** What comes first while a person is asked. */
export type Word =
  | { kind: "answer"; answer: Answer }
  /** An event that is no answer: whoever raised it said nothing. */
  | { kind: "noise" }
  | { kind: "remind" }
  | { kind: "expired" };

/** Races a person's answer against an instant; reads silence as `remind` before the review expires, then as no. */
export function* answerOrSilence(
  context: OrchestrationContext,
  review: Review,
  event: Task,
  until: Instant,
): Recipe<Word> {
  const came = yield* firstOf(context, [event], until);
  if (came === event) {
    const answer = parseAnswer(event.result);
    return answer === null ? { kind: "noise" } : { kind: "answer", answer };
  }
  return { kind: until < review.expiresAt ? "remind" : "expired" };
}

/** Starts a sub-orchestration and goes on: it lives on when this one has ended. */
export function* startAside(
  context: OrchestrationContext,
  starts: readonly { name: string; input: unknown; instanceId: string }[],
): Recipe<void> {
  if (starts.length === 0) return;
  const started = starts.map(({ name, input, instanceId }) =>
    context.df.callSubOrchestrator(name, input, instanceId),
  );
  yield* firstOf(context, started, now(context));
}

/** The first of the tasks to come, or the timer where that comes before; a timer that loses is cancelled. */
function* firstOf(context: OrchestrationContext, tasks: Task[], until: Instant): Recipe<Task> {
  const timer = timerAt(context, until);
  const came = (yield context.df.Task.any([...tasks, timer])) as Task;
  if (came !== timer) timer.cancel();
  return came;
}

function timerAt(context: OrchestrationContext, instant: Instant) {
  return context.df.createTimer(new Date(instant));
}
