import type { EntityHandler } from "durable-functions";
import { noArrivals } from "../core/arrivals/arrivals-state.ts";
import { reduceArrivals } from "../core/arrivals/reduce-arrivals.ts";
import { newGuard } from "../core/guard/guard-state.ts";
import { reduceGuard } from "../core/guard/reduce-guard.ts";
import { type Hold, type HoldRequest, reduceHold } from "../core/hold.ts";
import { entities } from "../core/names.ts";
import { noAlerts } from "../core/response/alert-group.ts";
import { reduceAlertGroup } from "../core/response/fold-alerts.ts";
import { type MonitoringState, neverLooked } from "../core/response/plan-measurements.ts";
import { type PausedState, reducePaused } from "../core/response/reduce-paused.ts";
import { type ReviewsState, reduceReviews } from "../core/reviews.ts";
import { readOperation } from "./ask-entity.ts";

const noReviews: ReviewsState = [];
const nothingPaused: PausedState = [];

/** Every entity of the app by name: each loads, reduces in the core, and saves. */
export const entityHandlers: Record<string, EntityHandler<unknown>> = {
  [entities.arrivals]: entityOf(noArrivals, reduceArrivals),
  [entities.guard]: entityOf(newGuard, reduceGuard),
  [entities.reviews]: entityOf(noReviews, reduceReviews),
  [entities.alertGroup]: entityOf(noAlerts, reduceAlertGroup),
  [entities.measurements]: entityOf<MonitoringState, { state: MonitoringState }, null>(
    neverLooked,
    (_, { state }) => ({ state, answer: null }),
  ),
  [entities.paused]: entityOf(nothingPaused, reducePaused),
  [entities.hold]: entityOf<Hold | null, HoldRequest, Hold | null>(null, (state, request) => {
    const hold = reduceHold(state, request);
    return { state: hold, answer: hold };
  }),
};

function entityOf<State, Request, Answer>(
  initial: State,
  reduce: (state: State, request: Request) => { state: State; answer: Answer },
): EntityHandler<unknown> {
  return ({ df }) => {
    const before = df.getState(() => initial) as State;
    if (df.operationName === readOperation) return df.return(before);
    const { state, answer } = reduce(before, df.getInput<Request>() as Request);
    df.setState(state);
    df.return(answer);
  };
}
