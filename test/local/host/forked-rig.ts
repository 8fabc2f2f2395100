import type { Idle } from "../../../local/host/idleness.ts";
import { type ForkedHost, type ForkOptions, forkHost } from "./fork-host.ts";
import { adminToken, appPath, dawn, type InstanceStatus } from "./rig.ts";

/** A host in a child process, played in virtual time from here. */
export interface ForkedRig {
  host: ForkedHost;
  /** Resolves in the next idle phase, or with null once the process is gone. */
  idle(): Promise<Idle | null>;
  /** Calls the host; null when it died before it answered. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Plays until the instance is over, answering its wait; false when the host died. */
  play(id: string): Promise<boolean>;
}

/** Starts a little app in a child process in virtual time. */
export async function forkRig(name: string, options: Partial<ForkOptions>): Promise<ForkedRig> {
  let current: Idle | null = null;
  let hear: (idle: Idle) => void = () => {};
  const host = await forkHost({
    app: appPath(name),
    stateFile: ":memory:",
    clock: "virtual",
    now: dawn,
    ...options,
    env: { PATH: process.env.PATH ?? "", NIGHTSHIFT_ADMIN_TOKEN: adminToken, ...options.env },
    onIdle: (idle) => {
      current = idle;
      if (idle) hear(idle);
    },
  });
  const idle = async () => {
    if (current) return current;
    const next = new Promise<Idle>((resolve) => {
      hear = resolve;
    });
    return Promise.race([next, host.exited.then(() => null)]);
  };
  const call: ForkedRig["call"] = async (method, path, body) => {
    try {
      const response = await fetch(host.url + path, {
        method,
        headers: { "x-nightshift-token": adminToken },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await response.json().catch(() => ({}));
    } catch {
      await host.exited;
      return null;
    }
  };
  return { host, idle, call, play: (id) => play({ host, idle, call }, id) };
}

async function play({ host, idle, call }: Omit<ForkedRig, "play">, id: string): Promise<boolean> {
  // The idle phase at hand may be an older one; the host refuses to be advanced by it.
  for (let round = 0; round < 500; round += 1) {
    const status = (await call("GET", `/durabletask/instances/${id}`)) as InstanceStatus | null;
    if (status === null) return false;
    if (status.runtimeStatus === "Completed") return true;
    const phase = await idle();
    if (phase === null) return false;
    if (isWaiting(status)) {
      await call("POST", `/durabletask/instances/${id}/raiseEvent/approval`, "yes");
    } else if (phase.nextDue !== null) {
      await host.advance(phase.nextDue, phase.seq);
    }
  }
  throw new Error(`Instance ${id} does not end.`);
}

function isWaiting({ customStatus }: InstanceStatus): boolean {
  return (customStatus as { step?: string } | null)?.step === "waiting";
}
