import { type Instant, isoOf } from "./instant.ts";

/** An emergency stop in force: who set it, why and since when. */
export interface Hold {
  by: string;
  reason: string;
  /** ISO 8601 in UTC. */
  since: string;
}

/** What is asked of the hold entity. `lift` ends the hold, whoever set it. */
export type HoldRequest =
  | { kind: "hold"; by: string; reason: string; now: Instant }
  | { kind: "lift" };

/** The hold after a request. The first one stays in force until it is lifted: a second changes nothing. */
export function reduceHold(current: Hold | null, request: HoldRequest): Hold | null {
  switch (request.kind) {
    case "hold":
      return current ?? { by: request.by, reason: request.reason, since: isoOf(request.now) };
    case "lift":
      return null;
  }
}

/** The hold that counts for a model: its own, else the one on all models. */
export function holdInForce(own: Hold | null, all: Hold | null): Hold | null {
  return own ?? all;
}
