import type { ModelDefinition } from "../catalogue/model-definition.ts";
import type { Instant } from "../instant.ts";

/** How arrivals are gathered, as the catalogue says. */
export type GatherRule = ModelDefinition["input"]["gather"];

/** One file that arrived. */
export interface ArrivedFile {
  /** Path below the bronze container. */
  path: string;
  /** Id of the event that announced it. */
  eventId: string;
  arrivedAt: Instant;
}

/** Files gathered for the next lifecycle. */
export interface Burst {
  files: ArrivedFile[];
  firstAt: Instant;
  lastAt: Instant;
  /** When the `_SUCCESS` marker arrived; null while it has not. */
  markerAt: Instant | null;
}

/** All that the arrivals entity of one model remembers. */
export interface ArrivalsState {
  /** Instance that gathers or runs; nobody else starts a lifecycle. */
  leader: string | null;
  /** When a leader that says nothing more is taken for dead. */
  leaderUntil: Instant;
  /** Whether the leader still gathers or runs a lifecycle. */
  phase: "idle" | "gathering" | "running";
  burst: Burst | null;
  /** Files of the running lifecycle: they are gathered again if its leader dies. */
  taken: Burst | null;
  /** Hashes of the last 1,000 event ids, oldest first. */
  seen: string[];
}

/** The arrivals of a model that nothing arrived for. */
export const noArrivals: ArrivalsState = {
  leader: null,
  leaderUntil: 0,
  phase: "idle",
  burst: null,
  taken: null,
  seen: [],
};

/** What is asked of the arrivals entity. */
export type ArrivalsRequest =
  /** A file (or marker) arrived; `instance` is the orchestration of its event. */
  | {
      kind: "add";
      instance: string;
      eventId: string;
      path: string;
      gather: GatherRule;
      now: Instant;
    }
  /** The leader asks whether the burst is complete. */
  | { kind: "poll"; instance: string; gather: GatherRule; now: Instant }
  /** The leader takes the burst and runs a lifecycle, for at most `maxMinutes`. */
  | { kind: "take"; instance: string; maxMinutes: number; now: Instant }
  /** The leader's lifecycle has ended, however it ended. */
  | { kind: "finish"; instance: string; gather: GatherRule; now: Instant };

/** What the arrivals entity answers. */
export type ArrivalsAnswer =
  /** `add`: this instance leads; it waits until then and polls. `poll`, `finish`: wait on. */
  | { kind: "wait"; until: Instant }
  /** `add`: another instance leads and will take this file along. */
  | { kind: "joined"; leader: string }
  /** `add`: this event was seen before. */
  | { kind: "duplicate" }
  /** `add`: a marker or hidden file is no data. */
  | { kind: "ignored"; reason: string }
  /** `poll`: the burst is complete: take it. */
  | { kind: "ready" }
  /** `take`: the data paths in order of arrival, each once, and the key of the lifecycle they make. */
  | { kind: "taken"; paths: string[]; key: string }
  /** `finish`: nothing more arrived. */
  | { kind: "done" }
  /** This instance does not lead (any more): it ends. */
  | { kind: "dismissed" };
