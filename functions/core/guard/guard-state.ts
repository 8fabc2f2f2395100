import type { Instant } from "../instant.ts";

/** What the guard grants leave for. */
export type GuardedAction = "promote" | "rollback" | "retrain" | "improve" | "pause";

/** Leave to act, held by one instance until it reports back or the leave expires. */
export interface Grant {
  action: GuardedAction;
  instance: string;
  grantedAt: Instant;
  expiresAt: Instant;
  /** Champion that the action starts from; null where there is none. */
  from: string | null;
  /** Version that the action makes champion; null where it moves no alias. */
  to: string | null;
}

/** A version that was champion before. */
export interface Predecessor {
  version: string;
  replacedAt: Instant;
  /** How it lost its place; `outside` means that somebody else moved the alias. */
  by: "promote" | "rollback" | "outside";
}

/** One action that was granted and has ended. */
export interface PastAction {
  action: GuardedAction;
  instance: string;
  endedAt: Instant;
  outcome: "done" | "failed" | "expired" | "superseded";
}

/** All that the guard of one model remembers. */
export interface GuardState {
  /** Champion as last recorded or seen; null where there is none. */
  champion: string | null;
  /** Whether the champion was ever recorded or seen. Until then the first sight of it is believed. */
  sight: "never" | "seen";
  /** Newest first, at most 20. */
  predecessors: Predecessor[];
  /** Versions that a rollback, or a person, took out of production, newest first, at most 50: never a rollback's target. */
  rolledBack: string[];
  grant: Grant | null;
  /** Newest first, at most 50. */
  actions: PastAction[];
}

/** The guard of a model that nothing has happened to. */
export const newGuard: GuardState = {
  champion: null,
  sight: "never",
  predecessors: [],
  rolledBack: [],
  grant: null,
  actions: [],
};

/** Limits of what may happen to one model. */
export interface GuardLimits {
  /** Most actions of any kind within an hour. */
  actionsPerHour: number;
  /** Most retrains and improvements within 24 hours. */
  retrainsPerDay: number;
  /** Minutes between two retrains that an alert starts. */
  retrainCooldownMinutes: number;
  /** Hours in which a second rollback needs a person. */
  rollbackWindowHours: number;
}

/** Limits that hold where nothing else is said. */
export const defaultLimits: GuardLimits = {
  actionsPerHour: 10,
  retrainsPerDay: 48,
  retrainCooldownMinutes: 0,
  rollbackWindowHours: 24,
};

/** What is asked of the guard. `now` and `seen` come with the request: the guard does no I/O. */
export type GuardRequest =
  /** Leave to act. The same instance asking again for the same action gets the same grant. */
  | AskLeave
  /** The granted action has ended. `champion` is what the registry says now. */
  | {
      kind: "report";
      instance: string;
      outcome: "done" | "failed";
      champion: string | null;
      now: Instant;
    }
  /** The registry was read, for the console or before a lifecycle. */
  | { kind: "observe"; champion: string | null; now: Instant };

/** What an instance wants to do. */
export type Wish =
  /** `expected`: the champion that the candidate was compared with; null where there was none. */
  | { action: "promote"; candidate: string; expected: string | null }
  /** `from`: the version that the alert is about. */
  | { action: "rollback"; from: string }
  | { action: "retrain" | "improve" | "pause" };

/** A request for leave to act on the model. */
export interface AskLeave {
  kind: "ask";
  wish: Wish;
  instance: string;
  /** Champion that the registry shows at this moment; null where there is none. */
  seen: string | null;
  /** Minutes that the leave lasts. @default 15 */
  minutes?: number;
  /** Person who approved it: caps, cooldowns, the second rollback and doubts about versions then count no more. @default null */
  approvedBy?: string | null;
  /** @default defaultLimits */
  limits?: GuardLimits;
  now: Instant;
}

/** Why leave was refused. */
export type RefusalReason =
  /** Another instance acts on this model. */
  | "busy"
  /** A rollback took the leave that this instance had. */
  | "superseded"
  /** Somebody else moved the champion since the guard last knew it. The guard now knows the new one. */
  | "championMoved"
  /** The evidence or alert is about a version that is not champion (any more). */
  | "otherVersion"
  | "alreadyChampion"
  /** The version was rolled back before. */
  | "rolledBack"
  /** No version is recorded that a rollback may go to. */
  | "noPredecessor"
  /** There was a rollback inside the window: a person decides. */
  | "secondRollback"
  | "cooldown"
  | "tooManyActions";

/** What the guard answers. */
export type GuardAnswer =
  | { kind: "granted"; grant: Grant }
  | { kind: "refused"; reason: RefusalReason; detail: string }
  /** A report or observation that fits what the guard knows. */
  | { kind: "noted" }
  /** The champion is not the one that the guard recorded: somebody else moved the alias. */
  | { kind: "moved"; known: string | null; seen: string | null };

/** The guard after a request, and its answer. */
export interface GuardStep {
  state: GuardState;
  answer: GuardAnswer;
}
