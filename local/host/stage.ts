import type { HistoryEvent } from "./history.ts";

/** Something the orchestration started, under the number the protocol gives it. */
export type Task =
  | { kind: "activity"; id: number; name: string; input: unknown }
  | {
      kind: "subOrchestration";
      id: number;
      name: string;
      input: unknown;
      instanceId: string | null;
      version: string | null;
    }
  | { kind: "timer"; id: number; fireAt: number; cancelled: boolean }
  | { kind: "entityCall"; id: number; target: string; operation: string; input: unknown }
  | { kind: "entitySignal"; id: number; target: string; operation: string; input: unknown }
  | { kind: "lock"; id: number; requestId: string; targets: string[] }
  | { kind: "unlock"; id: number; target: string };

/** An orchestration's tasks as the protocol sees them after its history. */
export interface Enactment {
  /** All tasks; their numbers count up from zero. */
  tasks: Task[];
  /** Keys of the tasks not yet settled: numbers, or request ids once a request was sent. */
  open: Set<number | string>;
  /** Whether every action has been started and awaited. */
  finished: boolean;
  /** Present once the orchestration asked to start afresh. */
  continueAsNew: { input: unknown } | null;
  /** Events raised from outside that no wait has consumed, oldest first. */
  unconsumed: HistoryEvent[];
  /** Why the history and the actions contradict each other or cannot be carried out. */
  problem: string | null;
}

/** Hears how a task ended. */
export type Settle = (outcome: "done" | "failed") => void;
/** A task before it has its number. */
export type Unnumbered<T> = T extends { id: number } ? Omit<T, "id"> : never;

/** Where an enactment stands while history is played. */
export interface Stage extends Omit<Enactment, "open" | "unconsumed"> {
  now: number;
  settlers: Map<number | string, Settle>;
  waits: Map<string, Settle[]>;
  buffered: HistoryEvent[];
  locked: string[];
}
