import type { Workspace } from "../workspace/workspace.ts";
import type { AzureMonitor } from "./azure-monitor.ts";
import type { Azurite } from "./azurite.ts";
import type { HostSupervisor } from "./host-supervisor.ts";
import { type ClockPart, createNightClock } from "./night-clock.ts";

/**
 * Real time, or virtual time from an instant in milliseconds since the epoch on. The seed names the night's
 * events, and so decides its instance ids and the jitter of its waits.
 */
export type PlatformTime = { kind: "real" } | { kind: "virtual"; start: number; seed: number };

/** The one clock that storage, workspace and host share. */
export interface PlatformClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Brings in the parts that virtual time waits for. */
  join(workspace: Workspace, host: HostSupervisor, monitor: AzureMonitor): void;
  /** Lets everything happen that is due up to this instant. Throws in real time. */
  runTo(instant: number): Promise<void>;
  /** From now on virtual time flows at real pace. */
  goLive(): Promise<void>;
}

/** Real time, or virtual time that starts at an instant and can later be let go. */
export function createPlatformClock(time: PlatformTime, azurite: Azurite): PlatformClock {
  if (time.kind === "real")
    return {
      now: Date.now,
      join: () => {},
      goLive: async () => {},
      runTo: async () => {
        throw new Error("Platform clock: it follows real time and cannot be moved.");
      },
    };
  const parts: ClockPart[] = [];
  const night = createNightClock(time.start, parts, (now) => azurite.setClock(now, "frozen"));
  let live = () => {};
  return {
    now: night.now,
    runTo: night.runTo,
    join(workspace, host, monitor) {
      // An alert on its way makes the host busy again, so it is waited for after the host.
      parts.push(workspacePart(workspace), hostPart(host, night.now), monitorPart(monitor));
      live = () => {
        workspace.realTime();
        host.goLive();
      };
    },
    async goLive() {
      await azurite.setClock(night.now(), "real");
      night.goLive();
      live();
    },
  };
}

function monitorPart(monitor: AzureMonitor): ClockPart {
  return {
    async settled() {
      await monitor.settled();
      return { nextDue: null, ticket: 0 };
    },
    moveTo: async () => true,
  };
}

function workspacePart(workspace: Workspace): ClockPart {
  return {
    settled: async () => ({ nextDue: workspace.nextDue(), ticket: 0 }),
    async moveTo() {
      await workspace.settle();
      return true;
    },
  };
}

function hostPart(host: HostSupervisor, now: () => number): ClockPart {
  return {
    async settled() {
      for (;;) {
        const { seq } = await host.settled();
        // What the host said last may be older than a request it has just answered: it is asked once more.
        if (!(await host.advance(now(), seq))) continue;
        const idle = await host.settled();
        return { nextDue: idle.nextDue, ticket: idle.seq };
      }
    },
    moveTo: (at, ticket) => host.advance(at, ticket),
  };
}
