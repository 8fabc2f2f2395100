import type { HostEvent } from "./engine.ts";

/** What a forked host tells its parent. Times are ms since the epoch. */
export type FromHost =
  | { type: "ready"; url: string; now: number }
  | { type: "idle"; seq: number; nextDue: number | null }
  | { type: "busy" }
  | { type: "event"; event: HostEvent }
  | { type: "log"; name: string; level: string; message: string }
  | { type: "advanced"; now: number }
  | { type: "refused" }
  | { type: "fatal"; message: string; stack: string };

/** What a parent tells its forked host. */
export type ToHost =
  | { type: "advance"; to: number; seq: number }
  | { type: "realTime" }
  | { type: "stop" };
