import { fileURLToPath } from "node:url";
import type { HostEvent } from "../../../local/host/engine.ts";
import { type Host, type HostOptions, startHost } from "../../../local/host/host.ts";

/** Where every virtual clock of these tests starts. */
export const dawn = Date.parse("2026-03-01T00:00:00Z");

/** Token of the admin API in these tests. */
export const adminToken = "token-of-a-test";

/** A running host, with what it told. */
export interface Rig {
  host: Host;
  events: HostEvent[];
  logs: string[];
  /** Calls the host; a value is sent as JSON. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Starts an orchestration and plays until it is over; answers its status. */
  run(name: string, id: string, input?: unknown): Promise<InstanceStatus>;
  start(name: string, id: string, input?: unknown): Promise<number>;
  raise(id: string, event: string, data: unknown): Promise<number>;
  status(id: string): Promise<InstanceStatus>;
  /** Lets time pass until the instance is over or nothing is due; answers its status. */
  playTo(id: string): Promise<InstanceStatus>;
  /** Lets this much time pass, in the steps in which things become due. */
  pass(ms: number): Promise<void>;
  /** How often a function was called. */
  calls(name: string): number;
}

/** An instance as the durable API shows it. */
export interface InstanceStatus {
  runtimeStatus: string;
  output: unknown;
  customStatus: unknown;
  input: unknown;
  historyEvents?: { EventType: number; Name?: string }[];
}

/** Path of one of the little apps beside this file. */
export function appPath(name: string): string {
  return fileURLToPath(new URL(`apps/${name}.ts`, import.meta.url));
}

/** Runs a little app in this process in virtual time for the length of the body. */
export async function withHost(
  name: string,
  body: (rig: Rig) => Promise<void>,
  options: Partial<HostOptions> = {},
): Promise<void> {
  const events: HostEvent[] = [];
  const logs: string[] = [];
  const host = await startHost({
    app: appPath(name),
    stateFile: ":memory:",
    clock: "virtual",
    now: dawn,
    adminToken,
    onEvent: (event) => events.push(event),
    onLog: (from, level, message) => logs.push(`${from} ${level} ${message}`),
    ...options,
  });
  try {
    await body(rigOf(host, events, logs));
  } finally {
    await host.stop();
  }
}

function rigOf(host: Host, events: HostEvent[], logs: string[]): Rig {
  const call: Rig["call"] = async (method, path, body) => {
    const response = await fetch(host.url + path, {
      method,
      headers: { "x-nightshift-token": adminToken },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  };
  const start: Rig["start"] = async (name, id, input) =>
    (await call("POST", `/durabletask/orchestrators/${name}/${encodeURIComponent(id)}`, input))
      .status;
  const status: Rig["status"] = async (id) => {
    const path = `/durabletask/instances/${encodeURIComponent(id)}?showHistory=true`;
    return (await call("GET", path)).body as InstanceStatus;
  };
  const playTo: Rig["playTo"] = async (id) => {
    for (;;) {
      await host.idle();
      const now = await status(id);
      // Asking was itself work, which ended the idle phase.
      const { seq, nextDue } = await host.idle();
      if (/Completed|Failed|Terminated/.test(now.runtimeStatus) || nextDue === null) return now;
      host.advance(nextDue, seq);
    }
  };
  return {
    host,
    events,
    logs,
    call,
    start,
    status,
    playTo,
    raise: async (id, event, data) =>
      (await call("POST", `/durabletask/instances/${id}/raiseEvent/${event}`, data)).status,
    run: async (name, id, input) => {
      await start(name, id, input);
      return playTo(id);
    },
    pass: async (ms) => {
      const end = host.now() + ms;
      for (;;) {
        const { seq, nextDue } = await host.idle();
        if (nextDue === null || nextDue > end) return void host.advance(end, seq);
        host.advance(nextDue, seq);
      }
    },
    calls: (name) =>
      events.filter((event) => event.kind === "invocationStarted" && event.name === name).length,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
