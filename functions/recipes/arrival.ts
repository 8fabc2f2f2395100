// Started by each event of a new file, under an id that the event fixes.
// Promises one lifecycle at a time for each model: a burst of files makes one, files that come meanwhile one more.
// Survives a crash anywhere, and a lifecycle that fails: leadership is always given on.
import type { OrchestrationContext } from "durable-functions";
import type { ArrivalsAnswer, GatherRule } from "../core/arrivals/arrivals-state.ts";
import { minute } from "../core/instant.ts";
import { orchestrations } from "../core/names.ts";
import { askEntity } from "./ask-entity.ts";
import type { LifecycleRequest } from "./lifecycle.ts";
import { show } from "./record.ts";
import type { Recipe } from "./steps.ts";
import { now, sleepUntil } from "./waits.ts";

/** One file, or the leadership that an earlier one led to. */
export interface ArrivalRequest {
  model: string;
  gather: GatherRule;
  /** Longest minutes that one lifecycle of this model may last before its leader is taken for dead. */
  maxMinutes: number;
  event: { kind: "file"; eventId: string; path: string } | { kind: "leading" };
}

/** What became of an arrival. */
export type ArrivalEnd =
  | { kind: "finished"; lifecycle: "ended" | "failed" }
  | { kind: "goesOn" }
  | Exclude<ArrivalsAnswer, { kind: "wait" | "ready" | "taken" | "done" }>;

/** A question to the model's arrivals, without what every question carries. */
type Question =
  | { kind: "add"; eventId: string; path: string }
  | { kind: "poll" }
  | { kind: "take"; maxMinutes: number }
  | { kind: "finish" };

/** Joins the burst that is gathered for the model, or leads it: waits for its end, and runs its lifecycle. */
export function* arrival(context: OrchestrationContext): Recipe<ArrivalEnd> {
  const request = context.df.getInput<ArrivalRequest>();
  const { event } = request;
  const question: Question = event.kind === "file" ? { ...event, kind: "add" } : { kind: "poll" };
  let place = yield* ask(context, request, question);
  if (place.kind === "wait") {
    if (place.until > now(context)) return yield* lookAgain(context, request, place.until);
    place = yield* ask(context, request, { kind: "poll" });
  }
  switch (place.kind) {
    case "ready":
      return yield* leadLifecycle(context, request);
    case "joined":
    case "duplicate":
    case "ignored":
    case "dismissed":
      return place;
    case "wait":
    case "taken":
    case "done":
      return goOn(context, request);
  }
}

function* leadLifecycle(
  context: OrchestrationContext,
  request: ArrivalRequest,
): Recipe<ArrivalEnd> {
  const { model, maxMinutes } = request;
  const burst = yield* ask(context, request, { kind: "take", maxMinutes });
  if (burst.kind !== "taken") return { kind: "dismissed" };
  const ended = yield* runToEnd(context, { model, paths: burst.paths }, burst.key);
  const next = yield* ask(context, request, { kind: "finish" });
  if (next.kind === "wait") return yield* lookAgain(context, request, next.until);
  return { kind: "finished", lifecycle: ended };
}

/** The lifecycle tells of its own failure; the leader only has to go on. */
function* runToEnd(
  context: OrchestrationContext,
  request: LifecycleRequest,
  key: string,
): Recipe<"ended" | "failed"> {
  const id = `${orchestrations.lifecycle}:${request.model}:${key}`;
  try {
    yield context.df.callSubOrchestrator(orchestrations.lifecycle, request, id);
    return "ended";
  } catch {
    return "failed";
  }
}

/** Looks again in a new history, after a minute at most: a marker may have come. */
function* lookAgain(
  context: OrchestrationContext,
  request: ArrivalRequest,
  until: number,
): Recipe<ArrivalEnd> {
  show(context, "gathering");
  yield* sleepUntil(context, Math.min(until, now(context) + minute));
  return goOn(context, request);
}

function goOn(context: OrchestrationContext, request: ArrivalRequest): ArrivalEnd {
  context.df.continueAsNew({ ...request, event: { kind: "leading" } } satisfies ArrivalRequest);
  return { kind: "goesOn" };
}

function* ask(
  context: OrchestrationContext,
  { model, gather }: ArrivalRequest,
  question: Question,
): Recipe<ArrivalsAnswer> {
  const instance = context.df.instanceId;
  const request = { ...question, instance, gather, now: now(context) };
  return yield* askEntity(context, "arrivals", model, request);
}
