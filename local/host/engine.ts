import type { Clock } from "./clock.ts";
import type { Work } from "./dispatcher.ts";
import type { Store } from "./store.ts";
import type { AppFunction } from "./worker.ts";

/** What the host tells about itself while it runs. Times are ms since the epoch. */
export type HostEvent =
  | {
      kind: "invocationStarted";
      name: string;
      instanceId?: string;
      input: unknown;
      at: number;
    }
  | {
      kind: "invocationEnded";
      name: string;
      instanceId?: string;
      output?: unknown;
      error?: string;
      at: number;
    }
  | { kind: "deadLettered"; queue: string; messageId: string; reason: string; at: number }
  | { kind: "warning"; name: string; instanceId?: string; message: string; at: number };

/** Function kinds that are called by name. */
export type Durable = "orchestration" | "activity" | "entity";

/** What all parts of the host share. */
export interface Engine {
  store: Store;
  clock: Clock;
  /** Makes work be done; inside a transaction use `store.afterCommit`. */
  wake(work: Work): void;
  tell(event: HostEvent): void;
  log(name: string, level: string, message: string): void;
  /** The app's function of this kind and name; case does not matter, as in Azure. */
  find(kind: Durable, name: string): AppFunction | undefined;
  /** Function that takes a queue's messages, and whether it takes them in batches. */
  consumers: Map<string, { called: AppFunction; takesMany: boolean }>;
  /** JSON of the durable client input; it names the host's own address. */
  clientInput(): string;
}
